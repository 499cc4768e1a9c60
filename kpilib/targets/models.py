"""Candidate models weighed by evidence, the leading ones fitted by statsmodels and projected.

Every model is y = X b + e with Var(e_i) = phi d_i and prior b_j ~ N(0, phi v_j), phi ~ IG(2, 2.6).
Models differ in v only. Integrating b and phi leaves a multivariate t, whose density is the
evidence. A prior N(0, v) on a coefficient is the same as one more observation of it, 0 with
variance v, so a model's fit is weighted least squares on the events plus these rows.

References
----------
Raftery, Madigan, Hoeting (1997), Bayesian model averaging for linear regression models, JASA 92;
Theil, Goldberger (1961), mixed estimation, for the prior as further rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtrit
from statsmodels.regression.linear_model import WLS

from kpilib.targets.blocks import Block
from kpilib.targets.columns import Numbers

SHAPE, RATE = 2.0, 2.6
SMALLEST_VARIANCE = 0.0009
USUAL_VARIANCE, USUAL_WEIGHT = 0.0625, 3.0
BEAM, MOST_ROUNDS = 12, 10
KEPT_WEIGHT, MOST_KEPT = 0.97, 15

Choice = tuple[int, ...]
Support = list[tuple[str, float]]


@dataclass(frozen=True)
class Projection:
    """Where one model puts the event to come: a t distribution of positions, and its weight."""

    weight: float
    location: float
    scale: float
    freedom: float


@dataclass(frozen=True)
class Weigher:
    """The regression's fixed parts, computed once for all models."""

    blocks: list[Block]
    design: Numbers
    positions: Numbers
    noise: Numbers

    def variances(self, choices: list[Choice]) -> Numbers:
        """Prior variances, models x columns."""
        levels = np.array(choices).T
        return np.concatenate([b.variances[at] for b, at in zip(self.blocks, levels, strict=True)], axis=1)

    def log_evidence(self, choices: list[Choice]) -> Numbers:
        """Log density of the history under each model, plus its log prior probability."""
        levels = np.array(choices).T
        chances = sum(np.log(b.chances[at]) for b, at in zip(self.blocks, levels, strict=True))
        return self._log_likelihood(self.variances(choices)) + chances

    def _log_likelihood(self, variances: Numbers) -> Numbers:
        """Log likelihood, coefficients and phi integrated out.

        One Cholesky factor of [[I + S G S, S g], [., y'y + 2 RATE]] gives both the determinant and,
        in its last corner, the sum of squares that is left. Models with few columns are not made to carry
        those of models with many.
        """
        sizes = (variances > 0).sum(axis=1)
        is_large = sizes > (sizes.min() + sizes.max()) / 2
        likelihood = np.empty(len(variances))
        for group in (is_large, ~is_large):
            if group.any():
                columns = variances[group].any(axis=0)
                joint = self._joint(np.sqrt(variances[np.ix_(group, columns)]), self.design[:, columns])
                corners = np.diagonal(np.linalg.cholesky(joint), axis1=1, axis2=2)
                likelihood[group] = self._integrated(corners)
        return likelihood

    def _joint(self, spread: Numbers, design: Numbers) -> Numbers:
        weighted = design / self.noise[:, None]
        models, columns = spread.shape
        joint = np.empty((models, columns + 1, columns + 1))
        joint[:, :-1, :-1] = spread[:, :, None] * (design.T @ weighted) * spread[:, None, :]
        joint[:, range(columns), range(columns)] += 1
        joint[:, -1, :-1] = joint[:, :-1, -1] = spread * (weighted.T @ self.positions)
        joint[:, -1, -1] = self.positions @ (self.positions / self.noise) + 2 * RATE
        return joint

    def _integrated(self, corners: Numbers) -> Numbers:
        shape = _posterior_shape(self.positions)
        return np.asarray(-np.log(corners[:, :-1]).sum(axis=1) - 2 * shape * np.log(corners[:, -1]))


def weigh(blocks: list[Block], positions: Numbers, counting: Numbers) -> tuple[list[Projection], Support]:
    """Projections of the leading models, weights summing to 1, and the support of each block.

    Parameters
    ----------
    blocks : list of Block
    positions : array, events
    counting : array, events
        Variance that counting alone gives each position.
    """
    own = _own_variance(blocks, positions, counting)
    middle = float(np.median(positions))
    design = np.concatenate([block.past for block in blocks], axis=1)
    weigher = Weigher(blocks, design, positions - middle, own + counting)
    leading = _leading(_search(weigher))
    fits = [_fit(weigher, choice, own) for choice in leading]
    freedom = 2 * _posterior_shape(positions)
    projections = [
        Projection(weight, middle + location, scale, freedom)
        for weight, (location, scale) in zip(leading.values(), fits, strict=True)
    ]
    return projections, _support(blocks, leading)


def _support(blocks: list[Block], leading: dict[Choice, float]) -> Support:
    """Name of each block and the weight of the models that have it."""
    return [
        (block.name, sum(weight for choice, weight in leading.items() if block.variances[choice[at]].any()))
        for at, block in enumerate(blocks)
    ]


def _own_variance(blocks: list[Block], positions: Numbers, counting: Numbers) -> float:
    """Variance that events have beside counting, up to phi.

    From differences of neighbours, so that a drift or a change of level hardly enters, less what
    covariates explain of them; never below `SMALLEST_VARIANCE`. A few events that happen to be
    alike do not make a narrow range: events usually differ by a quarter, and that counts as three do.
    """
    jumps = np.diff(positions) / np.sqrt(2)
    counted = (counting[1:] + counting[:-1]) / 2
    explaining = [block for block in blocks if block.explains]
    moves = np.diff(np.concatenate([block.past for block in explaining], axis=1), axis=0) / np.sqrt(2)
    priors = np.concatenate([block.variances[-1] for block in explaining])
    noise = max(float(np.mean(jumps**2 - counted)), SMALLEST_VARIANCE) + counted
    fit = _fit_with_priors(jumps, moves, noise, priors)
    spent = np.einsum("ij,jk,ik,i->", moves, fit.normalized_cov_params, moves, 1 / noise)
    left = jumps - moves @ fit.params
    counting_share = float(np.mean(counted))
    squares = float(np.sum(left**2)) + USUAL_WEIGHT * (USUAL_VARIANCE + counting_share)
    return max(squares / (len(jumps) - spent + USUAL_WEIGHT) - counting_share, SMALLEST_VARIANCE)


def _fit_with_priors(positions: Numbers, design: Numbers, noise: Numbers, variances: Numbers) -> Any:
    """Weighted least squares on the events and one further row for each prior N(0, variance)."""
    further = len(variances)
    return WLS(
        np.append(positions, np.zeros(further)),
        np.vstack([design, np.eye(further)]),
        weights=1 / np.append(noise, variances),
        hasconst=False,
    ).fit(method="qr")


def _posterior_shape(positions: Numbers) -> float:
    """Shape of phi's posterior: the intercept, whose prior is next to flat, takes one event."""
    return SHAPE + (len(positions) - 1) / 2


def _search(weigher: Weigher) -> dict[Choice, float]:
    """Log evidence of all models within reach: from the best ones so far, change one block at a time."""
    start: Choice = tuple(block.start for block in weigher.blocks)
    found = {start: float(weigher.log_evidence([start])[0])}
    expanded: set[Choice] = set()
    for _ in range(MOST_ROUNDS):
        best = sorted(found, key=lambda choice: found[choice], reverse=True)[:BEAM]
        fresh = {n for choice in best if choice not in expanded for n in _neighbours(weigher.blocks, choice)}
        expanded |= set(best)
        news = sorted(fresh - found.keys())
        if not news:
            break
        found.update(zip(news, weigher.log_evidence(news).tolist(), strict=True))
    return found


def _neighbours(blocks: list[Block], choice: Choice) -> Iterable[Choice]:
    for place, block in enumerate(blocks):
        for level in range(len(block.chances)):
            if level != choice[place]:
                yield (*choice[:place], level, *choice[place + 1 :])


def _leading(found: dict[Choice, float]) -> dict[Choice, float]:
    """The models that carry nearly all weight, with weights that sum to 1."""
    ranked = sorted(found, key=lambda choice: found[choice], reverse=True)
    weights = np.exp(np.array([found[choice] for choice in ranked]) - found[ranked[0]])
    weights /= weights.sum()
    kept = min(int(np.searchsorted(np.cumsum(weights), KEPT_WEIGHT)) + 1, MOST_KEPT, len(ranked))
    return dict(zip(ranked[:kept], (weights[:kept] / weights[:kept].sum()).tolist(), strict=True))


def _fit(weigher: Weigher, choice: Choice, own: float) -> tuple[float, float]:
    """Location and scale of the event to come under one model, from a statsmodels fit."""
    variances = weigher.variances([choice])[0]
    active = variances > 0
    fit = _fit_with_priors(weigher.positions, weigher.design[:, active], weigher.noise, variances[active])
    row = np.concatenate([block.new for block in weigher.blocks])[active]
    phi = (RATE + fit.ssr / 2) / _posterior_shape(weigher.positions)
    extra = sum(float(block.extra[level]) for block, level in zip(weigher.blocks, choice, strict=True))
    variance = own + extra + float(row @ fit.normalized_cov_params @ row)
    return float(row @ fit.params), float(np.sqrt(phi * variance))


def draw_positions(projections: list[Projection], n_draws: int) -> Numbers:
    """Equally likely positions of the mixture: each model gives its share, evenly over its quantiles."""
    counts = [max(round(p.weight * n_draws), 1) for p in projections]
    steps = np.concatenate([(np.arange(count) + 0.5) / count for count in counts])
    freedom = projections[0].freedom
    location = np.repeat([p.location for p in projections], counts)
    scale = np.repeat([p.scale for p in projections], counts)
    return np.asarray(location + scale * stdtrit(freedom, steps))
