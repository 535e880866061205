"""What a new round says until its researcher says it otherwise."""

from django.utils.translation import gettext_lazy as _

QUESTION = _("How similar are these products to the reference product?")

# Each point says how much by itself, so that a scale is read the same by everyone who takes it.
SCALES = {
    5: (
        _("Not at all similar"),
        _("Slightly similar"),
        _("Moderately similar"),
        _("Very similar"),
        _("Extremely similar"),
    ),
    7: (
        _("Not at all similar"),
        _("Barely similar"),
        _("Slightly similar"),
        _("Moderately similar"),
        _("Quite similar"),
        _("Very similar"),
        _("Extremely similar"),
    ),
}

WELCOME = _(
    "Thank you for your interest. You will see one product at a time, and with it several sets of "
    "other products. Please say for each set how similar it is to the product. There are no right "
    "or wrong answers: your own impression counts."
)

CONSENT = _(
    "This study is carried out by [your name, institution and e-mail address]. It asks which "
    "products people find similar.\n"
    "\n"
    "Taking part is voluntary. You can stop at any time by closing the page, without giving a "
    "reason and without any disadvantage.\n"
    "\n"
    "We store your answers and the times at which you gave them. We do not ask for your name, and "
    "nothing that is stored identifies you. The answers are analysed together with those of "
    "others, and may be published in this anonymous form.\n"
    "\n"
    "By agreeing, you confirm that you are at least 18 years old, that you have read this text, "
    "and that you agree to take part."
)
