"""A CLIP small enough to be made in a test; it knows nothing, but loads as the real one does."""

import json
from pathlib import Path

from recommender.methods.configuration import Configuration

MODEL = "tiny"
CONFIG = {
    "embed_dim": 24,
    "vision_cfg": {"image_size": 32, "layers": 2, "width": 64, "head_width": 32, "patch_size": 8},
    "text_cfg": {"context_length": 8, "vocab_size": 50, "width": 32, "heads": 2, "layers": 1},
}


def tiny_clip_in(folder: Path, *, model: str = MODEL, seed: int = 0) -> Configuration:
    """Write the model's JSON into `clip/`, its weights beside that folder, and configure both."""
    from recommender.methods.networks import open_clip, torch

    (folder / "clip").mkdir(parents=True, exist_ok=True)
    config = folder / "clip" / f"{model}.json"
    config.write_text(json.dumps(CONFIG))
    open_clip.add_model_config(config)
    torch.manual_seed(seed)
    weights = folder / f"{model}.pt"
    torch.save(open_clip.create_model(model).state_dict(), weights)
    return Configuration(weights_dir=folder, clip_model=model, clip_pretrained=str(weights))
