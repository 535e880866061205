from pathlib import Path

import pytest

from recommender.methods.configuration import Configuration


def read(tmp_path: Path, **environment: str) -> Configuration:
    return Configuration.from_environment(environment, default_weights_dir=tmp_path)


def test_nothing_set_is_the_defaults(tmp_path):
    assert read(tmp_path) == Configuration(weights_dir=tmp_path.resolve())


def test_every_choice_about_ssim_is_read(tmp_path):
    chosen = read(
        tmp_path,
        SIMSURVEY_SSIM_SIZE="64",
        SIMSURVEY_SSIM_WINDOW="gaussian",
        SIMSURVEY_SSIM_COLOUR="rgb",
    )

    assert (chosen.ssim_size, chosen.ssim_window, chosen.ssim_colour) == (64, "gaussian", "rgb")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SIZE", "15", "SIMSURVEY_SSIM_SIZE='15': use a whole number of at least 16."),
        ("SIZE", "big", "SIMSURVEY_SSIM_SIZE='big': use a whole number of at least 16."),
        ("WINDOW", "Gauss", "SIMSURVEY_SSIM_WINDOW='Gauss': use uniform or gaussian."),
        ("COLOUR", "", "SIMSURVEY_SSIM_COLOUR='': use grey or rgb."),
    ],
)
def test_a_wrong_choice_about_ssim_is_told_in_one_sentence(tmp_path, name, value, sentence):
    with pytest.raises(ValueError) as raised:
        read(tmp_path, **{f"SIMSURVEY_SSIM_{name}": value})

    assert str(raised.value) == sentence
