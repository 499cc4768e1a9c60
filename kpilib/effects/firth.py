"""Logistic regression that stays finite on small and separated groups (Firth 1993)."""

import warnings

import numpy as np
from statsmodels.genmod import families  # type: ignore[import-untyped]
from statsmodels.genmod.generalized_linear_model import GLM  # type: ignore[import-untyped]
from statsmodels.tools.sm_exceptions import (  # type: ignore[import-untyped]
    PerfectSeparationWarning,
)

from kpilib.effects.series import Floats

MOST_ROUNDS = 50
CLOSE = 1e-6
SMALLEST_SIZE = 1e-9


def fit_firth(exog: Floats, outcome: Floats) -> Floats:
    """Coefficients of a logit with Jeffreys' prior.

    Each person also counts as h/2 of a yes and h/2 of a no, h the leverage; statsmodels fits that GLM until
    the leverages settle.

    Parameters
    ----------
    exog : array (n, p)
        Columns may depend on each other; of the many fits that agree, the shortest is given.
    outcome : array (n,) of 0 and 1
    """
    basis, back = _independent(exog)
    return np.asarray(back @ _fit_full_rank(basis, outcome))


def _independent(exog: Floats) -> tuple[Floats, Floats]:
    """Orthogonal columns that span the same space, and the way back to the coefficients."""
    left, sizes, right = np.linalg.svd(exog, full_matrices=False)
    kept = sizes > sizes[0] * SMALLEST_SIZE
    scale = np.sqrt(len(exog))
    return left[:, kept] * scale, right[kept].T * (scale / sizes[kept])


def _fit_full_rank(exog: Floats, outcome: Floats) -> Floats:
    leverage = np.full(len(outcome), exog.shape[1] / len(outcome))
    coefs: Floats | None = None
    for _ in range(MOST_ROUNDS):
        weights = 1 + leverage
        shares = (outcome + leverage / 2) / weights
        model = GLM(shares, exog, family=families.Binomial(), var_weights=weights)
        new = _fit_glm(model)
        leverage = leverage_of(exog, predict_share(exog, new))
        if coefs is not None and np.abs(new - coefs).max() < CLOSE:
            return new
        coefs = new
    return new


def _fit_glm(model: GLM) -> Floats:
    """Coefficients, from the model's own start: one taken over can overshoot on a group of one."""
    with warnings.catch_warnings():
        # Where everybody has the same outcome, the shares are alike and are fitted exactly: no separation.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        return np.asarray(model.fit().params)


def predict_share(exog: Floats, coefs: Floats) -> Floats:
    """Fitted probability of each row."""
    return np.asarray(1 / (1 + np.exp(-np.clip(exog @ coefs, -30, 30))))


def leverage_of(exog: Floats, share: Floats) -> Floats:
    """How far each row pulls its own fitted share, 0 to 1."""
    half = exog * np.sqrt(share * (1 - share))[:, None]
    return np.asarray(np.einsum("ij,jk,ik->i", half, np.linalg.pinv(half.T @ half), half))
