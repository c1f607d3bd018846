"""Colours as eyes see them: OKLab (Ottosson 2020) and colour-vision deficiency (Machado, Oliveira and Fernandes 2009, severity 1)."""

from __future__ import annotations

import numpy as np

VIEWS = {
    "usual": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}
_TO_CONES = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]])
_TO_OKLAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099], [0.0259040371, 0.7827717662, -0.8086757660]])


def linear(colours: list[str]) -> np.ndarray:
    parts = np.array([[int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)] for colour in colours])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def oklab(colours: list[str], view: str = "usual") -> np.ndarray:
    """Lightness, green-red and blue-yellow of each colour, as eyes of that kind see it."""
    seen = np.clip(linear(colours) @ VIEWS[view].T, 0, 1)
    return np.cbrt(seen @ _TO_CONES.T) @ _TO_OKLAB.T


def distances(colours: list[str], view: str = "usual") -> np.ndarray:
    """The OKLab distance of every pair; 0.02 is just noticeable side by side."""
    seen = oklab(colours, view)
    return np.linalg.norm(seen[:, None] - seen[None], axis=-1)
