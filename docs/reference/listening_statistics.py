#!/usr/bin/env python3
"""Makes Tests/ListeningTests/Goldens/statistics.json with numpy and scipy.

    python3 docs/reference/listening_statistics.py > Tests/ListeningTests/Goldens/statistics.json

Everything is either a call of scipy.stats or, where scipy has no such function (Krippendorff's
alpha, ICC, Cohen's kappa, the crossed mean), written out here in another way than in Sources.
"""
import itertools
import json

import numpy as np
import scipy
from scipy import special, stats

random = np.random.default_rng(20260101)


def distributions():
    rows = []
    for z in (-8.0, -1.959963984540054, -0.3, 0.0, 0.7, 2.5, 9.0):
        rows.append(["normal", [], z, stats.norm.cdf(z), stats.norm.sf(z)])
    for n in (1, 2.5, 4, 10, 99, 1000):
        for t in (-12.0, -2.1, 0.0, 0.4, 3.3, 40.0):
            rows.append(["t", [n], t, stats.t.cdf(t, n), stats.t.sf(t, n)])
    for a, b in ((1, 4), (3, 12.5), (40, 7), (100, 200)):
        for f in (0.05, 0.8, 1.0, 2.7, 15.0):
            rows.append(["F", [a, b], f, stats.f.cdf(f, a, b), stats.f.sf(f, a, b)])
    for n, p in ((1, 0.5), (10, 0.5), (25, 0.1), (200, 0.97)):
        for k in sorted({0, n // 3, n // 2, n - 1, n}):
            rows.append(["binomial", [n, p], k, stats.binom.cdf(k, n, p), stats.binom.pmf(k, n, p)])
    return [dict(name=a, parameters=b, at=c, first=d, second=e) for a, b, c, d, e in rows]


def quantiles():
    rows = []
    for p in (1e-6, 0.005, 0.025, 0.3, 0.5, 0.8, 0.975, 0.9995):
        rows.append(["normal", [], p, stats.norm.ppf(p)])
        for n in (1, 3.7, 4, 30, 400):
            rows.append(["t", [n], p, stats.t.ppf(p, n)])
        for a, b in ((2, 8), (5, 60)):
            rows.append(["F", [a, b], p, stats.f.ppf(p, a, b)])
    return [dict(name=a, parameters=b, at=c, first=d, second=0) for a, b, c, d in rows]


def samples():
    rows = []
    for values in ([3, 4, 4, 5, 2, 1], [1.5, 2.5], list(random.normal(3.5, 1, 101))):
        low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
        rows.append(dict(
            values=list(map(float, values)), mean=float(np.mean(values)),
            deviation=float(np.std(values, ddof=1)), median=float(np.median(values)),
            low=float(low), high=float(high)))
    return rows


def wilcoxon():
    cases = [
        ("exact", random.normal(0.4, 1, 6)), ("exact", random.normal(0.1, 1, 15)),
        ("exact", random.normal(-0.5, 1, 50)), ("approx", random.normal(0.2, 1, 51)),
        ("approx", random.integers(-3, 5, 40).astype(float)),
        ("approx", np.array([1.0, 1, 1, 2, -1, 0, 0, 3])), ("approx", np.array([1.0, -1.0])),
        ("approx", random.normal(0, 1, 300).round(1)),
    ]
    rows = []
    for method, d in cases:
        result = stats.wilcoxon(
            d, zero_method="wilcox", correction=method == "approx", method=method)
        rows.append(dict(
            differences=d.tolist(), statistic=float(result.statistic),
            pValue=float(result.pvalue), isExact=method == "exact"))
    # Wilcoxon's own paper's example of paired data (Darwin's maize, in eighths of an inch).
    darwin = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48.0])
    result = stats.wilcoxon(darwin, method="exact")
    rows.append(dict(differences=darwin.tolist(), statistic=float(result.statistic),
                     pValue=float(result.pvalue), isExact=True))
    return rows


def proportions():
    rows = []
    for k, n, p in ((0, 10, 0.5), (10, 10, 0.5), (31, 50, 0.5), (480, 500, 0.9), (7, 12, 1 / 3)):
        test = stats.binomtest(k, n, p)
        interval = test.proportion_ci(0.95, "wilson")
        rows.append(dict(successes=k, count=n, expected=p, pValue=float(test.pvalue),
                         low=float(interval.low), high=float(interval.high)))
    return rows


def correlations():
    x, y = random.normal(size=30), random.normal(size=30)
    y = y + 0.7 * x
    return dict(x=x.tolist(), y=y.tolist(), r=float(stats.pearsonr(x, y).statistic))


def effects():
    a, b = random.normal(4, 0.8, 40), random.normal(3.6, 1.1, 31)
    na, nb = len(a), len(b)
    pooled = np.sqrt(((na - 1) * a.var(ddof=1) + (nb - 1) * b.var(ddof=1)) / (na + nb - 2))
    # Cohen's d from the t statistic of scipy.
    t = stats.ttest_ind(a, b).statistic
    assert np.isclose((a.mean() - b.mean()) / pooled, t * np.sqrt(1 / na + 1 / nb))
    d = a[:31] - b
    return dict(first=a.tolist(), second=b.tolist(), d=float(t * np.sqrt(1 / na + 1 / nb)),
                paired=d.tolist(), dz=float(stats.ttest_1samp(d, 0).statistic / np.sqrt(len(d))))


def alpha(units, metric):
    """By the definition: mean difference within units over mean difference of all pairs."""
    units = [u for u in units if len(u) >= 2]
    everything = [v for u in units for v in u]
    n = len(everything)
    count = {v: everything.count(v) for v in everything}

    def difference(a, b):
        if metric == "nominal":
            return float(a != b)
        if metric == "interval":
            return (a - b) ** 2
        low, high = min(a, b), max(a, b)
        between = sum(c for v, c in count.items() if low <= v <= high)
        return (between - (count[a] + count[b]) / 2) ** 2

    observed = sum(
        sum(difference(a, b) for a, b in itertools.permutations(u, 2)) / (len(u) - 1)
        for u in units) / n
    expected = sum(
        difference(a, b) for a, b in itertools.permutations(everything, 2)) / (n * (n - 1))
    return 1 - observed / expected


def alphas():
    table = np.clip(np.rint(
        3 + random.normal(0, 1, (30, 1)) + random.normal(0, 0.7, (30, 5))), 1, 5)
    units = [[float(v) for v in row if random.random() > 0.15] for row in table]
    rows = []
    for metric in ("nominal", "ordinal", "interval"):
        rows.append(dict(units=units, metric=metric, alpha=alpha(units, metric)))
    return rows


def icc():
    table = 3 + random.normal(0, 1, (25, 1)) + random.normal(0, 0.5, (1, 6)) \
        + random.normal(0, 0.6, (25, 6))
    n, k = table.shape
    # Mean squares from least squares on dummy variables.
    rows, columns = np.repeat(np.eye(n), k, 0), np.tile(np.eye(k), (n, 1))
    y = table.ravel()

    def rss(x):
        return float(((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2).sum())

    both = rss(np.hstack([rows, columns]))
    msr, msc = (rss(columns) - both) / (n - 1), (rss(rows) - both) / (k - 1)
    mse = both / ((n - 1) * (k - 1))
    return dict(table=table.tolist(),
                single=(msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n),
                average=(msr - mse) / (msr + (msc - mse) / n))


def crossed(complete):
    raters, items = 5, 12
    table = 3.5 + random.normal(0, 0.4, (raters, 1)) + random.normal(0, 0.3, (1, items)) \
        + random.normal(0, 0.6, (raters, items))
    grades = [(r, i, float(table[r, i])) for r in range(raters) for i in range(items)
              if complete or random.random() > 0.2]
    n = len(grades)
    y = np.array([g[2] for g in grades])
    x = np.zeros((n, raters + items))
    for row, (r, i, _) in enumerate(grades):
        x[row, r] = x[row, raters + i] = 1
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    dfe = n - raters - items + 1
    mse = float(left @ left) / dfe
    m = y.mean()

    def clustered(position, k):
        sums = [sum(g[2] - m for g in grades if g[position] == c) for c in range(k)]
        return k / (k - 1) * sum(s * s for s in sums) / n**2

    vr, vi, ve = clustered(0, raters), clustered(1, items), mse / n
    if complete:
        t = table
        assert np.isclose(vr, t.mean(1).var(ddof=1) / raters)
        assert np.isclose(vi, t.mean(0).var(ddof=1) / items)
    v = vr + vi - ve
    assert v > vr
    df = v * v / (vr * vr / (raters - 1) + vi * vi / (items - 1) + ve * ve / dfe)
    half = stats.t.ppf(0.975, max(df, raters - 1)) * np.sqrt(v)
    return dict(grades=[list(map(float, g)) for g in grades], mean=float(m),
                standardError=float(np.sqrt(v)), degrees=float(max(df, raters - 1)),
                low=float(m - half), high=float(m + half), residual=mse)


def holm():
    p = [0.01, 0.04, 0.03, 0.005, 0.6, 0.02]
    order = np.argsort(p)
    # The step-down rule as R's p.adjust writes it.
    adjusted = np.minimum(1, np.maximum.accumulate(
        (len(p) - np.arange(len(p))) * np.array(p)[order]))
    result = np.empty(len(p))
    result[order] = adjusted
    return dict(p=p, corrected=result.tolist())


def betas():
    rows = []
    for x, a, b in itertools.product((0.001, 0.2, 0.5, 0.93), (0.5, 2.0, 60.0), (0.5, 7.0, 150.0)):
        rows.append([x, a, b, float(special.betainc(a, b, x))])
    return rows


print(json.dumps(dict(
    madeWith=f"numpy {np.__version__}, scipy {scipy.__version__}", distributions=distributions(),
    quantiles=quantiles(), samples=samples(), wilcoxon=wilcoxon(), proportions=proportions(),
    correlation=correlations(), effects=effects(), alphas=alphas(), icc=icc(),
    crossed=[crossed(True), crossed(False)], holm=holm(), betas=betas()), default=float))
