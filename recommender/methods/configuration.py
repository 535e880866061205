"""What a researcher may choose about the methods without writing code."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """Choices that reach every method; all but the folder enter the fingerprints.

    Attributes
    ----------
    weights_dir : Path
        Where weights are looked up first, and where `fetch_weights` puts them.
    ssim_size : int
        Side in pixels to which pictures are scaled before SSIM.
    ssim_window : str
        Windows of SSIM: `uniform`, 7 × 7 pixels, or `gaussian`, as in Wang et al. (2004).
    ssim_colour : str
        What SSIM compares: `grey`, or `rgb`, the mean over the three channels.
    timm_model : str
        Any image model of timm that has pretrained weights.
    clip_model, clip_pretrained : str
        Any open_clip model, with a pretrained tag of it or the path of a weights file.
    segmentation_model : str
        Any single-mask model of rembg, for example u2netp, u2net, isnet-general-use.
    """

    weights_dir: Path
    ssim_size: int = 128
    ssim_window: str = "uniform"
    ssim_colour: str = "grey"
    timm_model: str = "tf_efficientnet_lite0"
    clip_model: str = "ViT-B-32"
    clip_pretrained: str = "laion2b_s34b_b79k"
    segmentation_model: str = "u2netp"

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str], *, default_weights_dir: Path
    ) -> "Configuration":
        """Read `SIMSURVEY_WEIGHTS_DIR`, `SIMSURVEY_SSIM_SIZE`, `SIMSURVEY_TIMM_MODEL`, ….

        Raises
        ------
        ValueError
            If the size is not a whole number of at least 16, or a choice is not one of those named.
        """
        read = environment.get
        size = read("SIMSURVEY_SSIM_SIZE", str(cls.ssim_size))
        if not size.isdecimal() or int(size) < 16:
            raise ValueError(f"SIMSURVEY_SSIM_SIZE={size!r}: use a whole number of at least 16.")
        return cls(
            weights_dir=Path(read("SIMSURVEY_WEIGHTS_DIR") or default_weights_dir).resolve(),
            ssim_size=int(size),
            ssim_window=_chosen(environment, "SIMSURVEY_SSIM_WINDOW", ("uniform", "gaussian")),
            ssim_colour=_chosen(environment, "SIMSURVEY_SSIM_COLOUR", ("grey", "rgb")),
            timm_model=read("SIMSURVEY_TIMM_MODEL", cls.timm_model),
            clip_model=read("SIMSURVEY_CLIP_MODEL", cls.clip_model),
            clip_pretrained=read("SIMSURVEY_CLIP_PRETRAINED", cls.clip_pretrained),
            segmentation_model=read("SIMSURVEY_SEGMENTATION_MODEL", cls.segmentation_model),
        )


def _chosen(environment: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """What the variable says; the first choice where it is not set."""
    chosen = environment.get(name, choices[0])
    if chosen not in choices:
        raise ValueError(f"{name}={chosen!r}: use {' or '.join(choices)}.")
    return chosen
