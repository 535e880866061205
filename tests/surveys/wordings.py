"""A round's texts in German, for rounds whose own language is English."""

from typing import Any

GERMAN: dict[str, Any] = {
    "title": "Was sieht ähnlich aus?",
    "question": "Wie ähnlich sind sie?",
    "scale_labels": ["Gar nicht", "Etwas", "Mittel", "Sehr", "Völlig"],
    "welcome_text": "Willkommen.",
    "consent_text": "Ich nehme freiwillig teil.",
    "asked_by": "Institut für Wahrnehmung",
    "contact": "",
}
