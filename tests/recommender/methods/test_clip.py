import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from PIL import Image

from recommender.methods.clip import Clip
from recommender.methods.contract import Unavailable
from tests.recommender.methods.tiny import CONFIG, tiny_clip_in

# In a process of its own, because the tiny model takes the name of a real one.
BY_TAG = """
import json, sys
from pathlib import Path
from PIL import Image
from recommender.methods.clip import Clip
from recommender.methods.configuration import Configuration
from recommender.methods.networks import open_clip, torch

folder, config = Path(sys.argv[1]), json.loads(sys.argv[2])
place = folder / "clip" / "ViT-B-32" / sys.argv[3]
place.mkdir(parents=True)
(folder / "clip" / "ViT-B-32.json").write_text(json.dumps(config))
open_clip.add_model_config(folder / "clip" / "ViT-B-32.json")
torch.save(open_clip.create_model("ViT-B-32").state_dict(), place / "open_clip_model.pt")
clip = Clip(Configuration(weights_dir=folder, clip_model="ViT-B-32", clip_pretrained=sys.argv[3]))
assert clip.features([Image.new("RGB", (40, 30), "red")]).shape == (1, 24)
network = clip.load()
normalise = next(step for step in network.prepare.transforms if hasattr(step, "mean"))
activation = type(network.module.model.visual.transformer.resblocks[0].mlp.gelu).__name__
print(json.dumps([activation, list(normalise.mean)]))
"""


def test_features_are_those_of_open_clip(tiny_clip, photograph):
    from recommender.methods.networks import open_clip, torch

    pictures = [photograph(1), photograph(2)]
    network, prepare = open_clip.create_model_from_pretrained(
        tiny_clip.clip_model, pretrained=tiny_clip.clip_pretrained
    )
    with torch.inference_mode():
        expected = network.eval().encode_image(
            torch.stack([prepare(picture) for picture in pictures]), normalize=True
        )

    found = Clip(tiny_clip).features(pictures)

    assert (found.dtype, found.shape) == (np.float32, (2, 24))
    assert found == pytest.approx(expected.numpy(), abs=1e-5)


def test_features_follow_the_weights(tiny_clip, tmp_path, photograph):
    other = tiny_clip_in(tmp_path, seed=1)

    found, different = (Clip(c).features([photograph(1)]) for c in (tiny_clip, other))

    assert np.abs(found - different).max() > 0.01


def test_weights_of_another_model_are_refused(tiny_clip, tmp_path):
    (tmp_path / "clip").mkdir()
    wider = {**CONFIG, "embed_dim": 48}
    (tmp_path / "clip" / "wider.json").write_text(json.dumps(wider))
    misfit = replace(tiny_clip, weights_dir=tmp_path, clip_model="wider")

    with pytest.raises(Unavailable, match=r"tiny\.pt cannot be loaded into wider"):
        Clip(misfit).features([Image.new("RGB", (8, 8))])


def test_a_file_that_holds_no_weights_is_refused(tiny_clip, tmp_path):
    (tmp_path / "clip.pt").write_text("a page that says: please sign in")
    broken = replace(tiny_clip, clip_pretrained=str(tmp_path / "clip.pt"))

    with pytest.raises(Unavailable, match=r"clip\.pt cannot be loaded into tiny"):
        Clip(broken).features([Image.new("RGB", (8, 8))])


def test_an_unknown_model_is_refused(tiny_clip):
    with pytest.raises(Unavailable, match="cannot be loaded into nothing-of-the-sort"):
        Clip(replace(tiny_clip, clip_model="nothing-of-the-sort")).features([])


def test_a_file_that_is_not_there_is_named(configuration):
    lost = replace(configuration, clip_pretrained="/nowhere/clip.safetensors")

    with pytest.raises(Unavailable, match=r"not in /nowhere.*clip\.safetensors"):
        Clip(lost).features([Image.new("RGB", (8, 8))])


def test_a_model_described_anew_is_another_method(tiny_clip, tmp_path):
    own = tiny_clip_in(tmp_path)
    before = Clip(own).feature_parameters()

    (tmp_path / "clip" / "tiny.json").write_text(json.dumps({**CONFIG, "quick_gelu": True}))

    assert Clip(own).feature_parameters() != before


@pytest.mark.parametrize(
    ("tag", "activation"), [("openai", "QuickGELU"), ("laion2b_s34b_b79k", "GELU")]
)
def test_weights_of_a_tag_get_the_activation_and_colours_of_the_tag(tmp_path, tag, activation):
    command = [sys.executable, "-c", BY_TAG, str(tmp_path), json.dumps(CONFIG), tag]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)

    assert finished.returncode == 0, finished.stderr
    found = json.loads(finished.stdout)
    assert found == [activation, pytest.approx([0.4815, 0.4578, 0.4082], abs=1e-4)]


def test_a_tag_is_told_from_a_file(configuration):
    tagged = Clip(configuration).weights()
    local = Clip(replace(configuration, clip_pretrained="weights/own.bin")).weights()

    assert tagged.folder == configuration.weights_dir / "clip" / "ViT-B-32" / "laion2b_s34b_b79k"
    assert tagged.sources
    assert (local.folder, local.file, local.sources) == (Path("weights"), "own.bin", ())


def test_real_weights_know_colours_from_noise(photograph):
    clip = Clip(settings.METHODS)
    try:
        clip.weights().locate()
    except Unavailable as reason:
        pytest.skip(str(reason))
    red, dark_red = Image.new("RGB", (64, 64), "red"), Image.new("RGB", (64, 64), (220, 10, 10))
    noise = Image.effect_noise((64, 64), 100).convert("RGB")

    features = clip.features([red, dark_red, noise])

    assert features[0] @ features[1] > features[0] @ features[2]
