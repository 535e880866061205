"""Distance to a bent line, after Inigo Quilez (https://iquilezles.org/articles/distfunctions2d/)."""

import math

from recommender.demoshop.compiled import compiled


@compiled
def to_curve(
    px: float, py: float, pz: float, bx: float, by: float, bz: float,
    cx: float, cy: float, cz: float,
) -> tuple[float, float]:  # fmt: skip
    """Distance to the quadratic Bézier curve from the origin by b to c, and how far along it.

    The second is 0 at the origin and 1 at c. A straight line is not a curve here: 0/0.
    """
    qx, qy, qz = cx - 2.0 * bx, cy - 2.0 * by, cz - 2.0 * bz
    scale = 1.0 / max(qx * qx + qy * qy + qz * qz, 1e-9)
    kx = scale * (bx * qx + by * qy + bz * qz)
    ky = scale * (2.0 * (bx * bx + by * by + bz * bz) - (px * qx + py * qy + pz * qz)) / 3.0
    kz = -scale * (px * bx + py * by + pz * bz)
    p, q = ky - kx * kx, kx * (2.0 * kx * kx - 3.0 * ky) + kz
    cubed = p * p * p
    under_root = q * q + 4.0 * cubed
    if under_root >= 0.0:
        root = math.sqrt(under_root)
        one, other = 0.5 * (root - q), 0.5 * (-root - q)
        along = math.copysign(abs(one) ** (1.0 / 3.0), one) - kx
        along += math.copysign(abs(other) ** (1.0 / 3.0), other)
        return _along(along, px, py, pz, bx, by, bz, qx, qy, qz)
    root = math.sqrt(-p)
    angle = math.acos(min(1.0, max(-1.0, q / (2.0 * p * root)))) / 3.0
    m, n = math.cos(angle), math.sin(angle) * 1.7320508075688772
    first, t1 = _along((m + m) * root - kx, px, py, pz, bx, by, bz, qx, qy, qz)
    second, t2 = _along((-n - m) * root - kx, px, py, pz, bx, by, bz, qx, qy, qz)
    if first < second:
        return first, t1
    return second, t2


@compiled
def _along(
    t: float, px: float, py: float, pz: float, bx: float, by: float, bz: float,
    qx: float, qy: float, qz: float,
) -> tuple[float, float]:  # fmt: skip
    t = min(1.0, max(0.0, t))
    dx = (2.0 * bx + qx * t) * t - px
    dy = (2.0 * by + qy * t) * t - py
    dz = (2.0 * bz + qz * t) * t - pz
    return math.sqrt(dx * dx + dy * dy + dz * dz), t
