"""Writes rows.csv and scores.csv: predictions, and what scikit-learn makes of them.

Needs numpy and scikit-learn; written with scikit-learn 1.9.1. What scikit-learn does not have is
written out here by its definition.
"""

import csv
import itertools
import pathlib

import numpy as np
from sklearn import metrics as sk

FOLDER = pathlib.Path(__file__).parent
random = np.random.RandomState(7)


def classes(count, rows):
    """Labels, predictions and probabilities with ties; the last class is never predicted."""
    raw = np.round(random.dirichlet(np.ones(count), rows) * 16) + 0.25
    p = raw / raw.sum(axis=1, keepdims=True)
    label = np.array([random.choice(count, p=row) for row in p])
    guess = p[:, : count - 1].argmax(axis=1) if count > 2 else (p[:, 1] > 0.4).astype(int)
    return label.astype(float), guess.astype(float), p


def false_positive_rate(y, guess, w, label):
    others = y != label
    return w[others & (guess == label)].sum() / w[others].sum()


def of_classes(y, guess, p, w):
    kinds = np.unique(y)
    share = np.array([w[y == k].sum() for k in kinds]) / w.sum()
    rates = np.array([false_positive_rate(y, guess, w, k) for k in kinds])
    all_kinds = np.arange(p.shape[1])
    squares = ((p - (y[:, None] == all_kinds)) ** 2).sum(axis=1) / (2 if p.shape[1] == 2 else 1)
    weighted = dict(average="weighted", sample_weight=w, zero_division=0)
    recall = sk.recall_score(y, guess, **weighted)
    return {
        "accuracy": sk.accuracy_score(y, guess, sample_weight=w),
        "f1": sk.f1_score(y, guess, **weighted),
        "log-loss": sk.log_loss(y, p, labels=all_kinds, sample_weight=w),
        "brier": np.average(squares, weights=w),
        "weighted-precision": sk.precision_score(y, guess, **weighted),
        "weighted-recall": recall,
        "weighted-true-positive-rate": recall,
        "weighted-false-positive-rate": (share * rates).sum(),
        "weighted-f-measure": sk.fbeta_score(y, guess, beta=1, **weighted),
        "hamming-loss": sk.hamming_loss(y, guess, sample_weight=w),
        "balanced-accuracy": sk.balanced_accuracy_score(y, guess, sample_weight=w),
        "macro-f1": sk.f1_score(y, guess, average="macro", sample_weight=w, zero_division=0),
        "cohens-kappa": sk.cohen_kappa_score(y, guess, sample_weight=w),
        "mcc": sk.matthews_corrcoef(y, guess, sample_weight=w),
    }


def of_two(y, guess, p, w):
    precision, recall, _ = sk.precision_recall_curve(y, p[:, 1], sample_weight=w)
    precision[-1] = precision[-2]  # at recall 0 MLlib has the precision of the highest score
    only = dict(pos_label=1, sample_weight=w, zero_division=0)
    return {
        **of_classes(y, guess, p, w),
        "area-under-roc": sk.roc_auc_score(y, p[:, 1], sample_weight=w),
        "area-under-pr": sk.auc(recall, precision),
        "precision-by-label": sk.precision_score(y, guess, **only),
        "recall-by-label": sk.recall_score(y, guess, **only),
        "true-positive-rate-by-label": sk.recall_score(y, guess, **only),
        "f-measure-by-label": sk.f1_score(y, guess, **only),
        "false-positive-rate-by-label": false_positive_rate(y, guess, w, 1),
    }


def of_numbers(y, guess, w):
    mse = sk.mean_squared_error(y, guess, sample_weight=w)
    # MLlib's variance of weighted labels is that of reliability weights, times the sum less 1.
    total = w.sum()
    correction = (total - (w**2).sum() / total) / (total - 1)
    return {
        "mse": mse,
        "rmse": np.sqrt(mse),
        "mae": sk.mean_absolute_error(y, guess, sample_weight=w),
        "mape": sk.mean_absolute_percentage_error(y, guess, sample_weight=w),
        "r2": 1 - (1 - sk.r2_score(y, guess, sample_weight=w)) * correction,
        "var": np.average((guess - np.average(y, weights=w)) ** 2, weights=w),
    }


def of_times(y, guess, ended, w):
    right, known = 0.0, 0.0
    for i, j in itertools.permutations(range(len(y)), 2):
        if ended[i] and (y[i] < y[j] or (y[i] == y[j] and not ended[j])):
            known += w[i] * w[j]
            right += w[i] * w[j] * (1 if guess[i] < guess[j] else guess[i] == guess[j]) / (
                1 if guess[i] != guess[j] else 2
            )
    return {"concordance-index": right / known}


def of_clusters(guess, points):
    return {
        "silhouette": sk.silhouette_score(points, guess, metric="sqeuclidean"),
        "silhouette-cosine": sk.silhouette_score(points, guess, metric="cosine"),
    }


def of_lists(y, guess, user):
    """Of users who like something: rated above their own mean."""
    k, lists = 10, []
    for one in np.unique(user):
        mine = user == one
        likes = y[mine] > y[mine].mean()
        if likes.any():
            lists.append(likes[np.argsort(-guess[mine], kind="stable")])

    def average(likes, cut):
        hits = likes[:cut]
        precisions = hits.cumsum() / np.arange(1, len(hits) + 1)
        return (precisions * hits).sum() / min(likes.sum(), cut)

    def ndcg(likes):
        order = -np.arange(len(likes), dtype=float)
        return sk.ndcg_score([likes.astype(float)], [order], k=k)

    return {
        "mean-average-precision": np.mean([average(likes, len(likes)) for likes in lists]),
        "mean-average-precision-at-10": np.mean([average(likes, k) for likes in lists]),
        "precision-at-10": np.mean([likes[:k].sum() / k for likes in lists]),
        "recall-at-10": np.mean([likes[:k].sum() / likes.sum() for likes in lists]),
        "ndcg-at-10": np.mean([ndcg(likes) for likes in lists]),
    }


def main():
    rows, scores = [], []

    def table(name, y, guess, extra, score, weights=True):
        w = np.round(random.uniform(0.5, 3, len(y)), 2)
        for i in range(len(y)):
            more = [repr(float(v)) for v in np.atleast_1d(extra[i])]
            rows.append([name, repr(float(y[i])), repr(float(guess[i])), w[i], ";".join(more)])
        for weighted in [False, True] if weights else [False]:
            for metric, value in score(w if weighted else np.ones(len(y))).items():
                scores.append([name, str(weighted).lower(), metric, repr(float(value))])

    y, guess, p = classes(2, 60)
    table("two", y, guess, p, lambda w: of_two(y, guess, p, w))
    y3, guess3, p3 = classes(3, 60)
    table("three", y3, guess3, p3, lambda w: of_classes(y3, guess3, p3, w))
    number = np.round(random.normal(5, 2, 40), 3)
    about = np.round(number + random.normal(0.2, 1, 40), 3)
    table("numbers", number, about, np.zeros(40), lambda w: of_numbers(number, about, w))
    time = np.round(random.exponential(5, 40)) + 1
    later = np.round(time + random.normal(0, 3, 40))
    ended = random.uniform(size=40) < 0.7
    table("times", time, later, ended, lambda w: of_times(time, later, ended, w))
    cluster = np.arange(30) % 3
    points = np.round(random.normal(1, 1, (30, 2)) + cluster[:, None], 3)
    table("clusters", cluster, cluster, points, lambda w: of_clusters(cluster, points), False)
    user = np.repeat(np.arange(5), 14)
    rating = random.randint(1, 6, 70).astype(float)
    rated = np.round(rating + random.normal(0, 2, 70), 4)
    table("ratings", rating, rated, user, lambda w: of_lists(rating, rated, user), False)

    for name, head, content in [
        ("rows.csv", ["table", "label", "prediction", "weight", "more"], rows),
        ("scores.csv", ["table", "weighted", "metric", "score"], scores),
    ]:
        with open(FOLDER / name, "w", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(head)
            writer.writerows(content)


if __name__ == "__main__":
    main()
