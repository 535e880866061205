"""Features of a network trained to match pictures with their captions; any open_clip model."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recommender.methods.embedding import Embedding
from recommender.methods.sources import Hub, Release
from recommender.methods.weights import Downloaded, SourceFailed, Weights, sha256_of
from recommender.methods.wording import Sentence as _

if TYPE_CHECKING:
    from recommender.methods.networks import Network

NAMES = (
    "open_clip_model.safetensors",
    "open_clip_pytorch_model.safetensors",
    "open_clip_pytorch_model.bin",
)


class Clip(Embedding):
    """Image embeddings, compared by the angle between them.

    `clip_pretrained` is a tag of the model, or the path of a weights file. A model that open_clip
    does not know is described by a JSON file of its name in the folder `clip` of the weights.
    """

    key = "clip"
    label = "CLIP"

    def feature_parameters(self) -> dict[str, Any]:
        own = self._configs / f"{self._model}.json"
        return {
            "model": self.configuration.clip_model,
            "model_config": sha256_of(own) if own.is_file() else None,
            # A file's name says nothing that its sha256 does not.
            "pretrained": self._tag or "local file",
            "preparation": "the model's own for evaluation, open_clip.image_transform_v2",
            "layer": "image embedding",
            "norm": "L2",
        }

    def missing_packages(self) -> tuple[str, ...]:
        return tuple(name for name in ("torch", "torchvision", "open_clip") if not find_spec(name))

    def weights(self) -> Weights:
        if not self._tag:
            path = Path(self.configuration.clip_pretrained)
            return Weights(
                title=f"CLIP {self._model}",
                folder=path.parent,
                file=path.name,
                mend=_(
                    "Put the file %(file)s there, or set SIMSURVEY_CLIP_PRETRAINED.", file=path.name
                ),
            )
        return Weights(
            title=f"CLIP {self._model} ({self._tag})",
            folder=self._configs / self._model / self._tag,
            mend=_(
                "Get them with: python manage.py fetch_weights --methods clip, or set "
                "SIMSURVEY_CLIP_PRETRAINED to the path of a weights file."
            ),
            sources=(OpenClipHub(self._model, self._tag),),
        )

    def load(self) -> "Network":
        from recommender.methods.networks import load_clip

        path = self.weights().locate().path
        return load_clip(self._model, path, tag=self._tag, configs=self._configs)

    @property
    def _model(self) -> str:
        return self.configuration.clip_model.replace("/", "-")

    @property
    def _tag(self) -> str:
        """The pretrained tag, or '' where a file is named: tags hold neither dots nor slashes."""
        pretrained = self.configuration.clip_pretrained
        return "" if Path(pretrained).suffix or "/" in pretrained else pretrained

    @property
    def _configs(self) -> Path:
        return self.configuration.weights_dir / "clip"


@dataclass(frozen=True)
class OpenClipHub:
    """Where open_clip itself would get the weights of a tag."""

    model: str
    tag: str

    def describe(self) -> str:
        return "the hub, where open_clip finds them"

    def download(self, folder: Path) -> Downloaded:
        from recommender.methods.networks import clip_tag

        tagged = clip_tag(self.model, self.tag)
        if not tagged:
            raise SourceFailed(f"open_clip has no pretrained tag {self.tag!r} of {self.model!r}.")
        if not tagged.get("hf_hub"):
            return Release(tagged["url"], "unknown").download(folder)
        repository, _, file = tagged["hf_hub"].rpartition("/")
        return Hub(repository, (file,) if file else NAMES).download(folder)
