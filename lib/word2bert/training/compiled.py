"""The quick path of negative sampling: plain loops, as word2vec.c has them, made into machine code by Numba.

The first training on a machine compiles them, which takes some seconds; the result is kept beside this file.
`models/word2vec.py` and `losses.py` say the same in the language of the lesson, and the tests hold both together.
"""

from math import exp, log
from typing import NamedTuple, no_type_check

import numba
import numpy as np
from jaxtyping import Float32, Int

NOISE = 8  # noise words of a group of words; `dots` is written for eight

compiled = numba.njit(nogil=True, cache=True, fastmath=True)  # without Python's lock, so that two threads run at once


class RowSums(NamedTuple):
    """Sums of vectors for those rows of a matrix that have one: a batch touches few of the rows of a large matrix."""

    place: Int[np.ndarray, " vocab_size"]  # where in `rows` and `vectors` a row stands, or -1
    rows: Int[np.ndarray, " most"]
    vectors: Float32[np.ndarray, "most size"]
    used: Int[np.ndarray, "1"]  # how many of `rows` and `vectors` count

    @classmethod
    def empty(cls, vocab_size: int, size: int, most: int) -> "RowSums":
        most = min(vocab_size, most)
        return cls(
            np.full(vocab_size, -1, np.int32),
            np.empty(most, np.int32),
            np.empty((most, size), np.float32),
            np.zeros(1, np.int64),
        )


@no_type_check
@compiled
def add_gradients(inputs, outputs, stream, sentences, reach, noise, negative, cbow, to_inputs, to_outputs):
    """Add a part's gradients to `to_inputs` and `to_outputs`. Returns its summed loss and the number of its examples.

    CBOW learns a word from the mean of its neighbours, skip-gram each neighbour from the word. In the mean of n
    neighbours each has the share 1/n, so it gets that share of the gradient; word2vec.c and gensim leave the 1/n out on
    the way back (Irsoy et al., 2020, arXiv:2012.15332).
    """
    window, group, size = (len(stream) - len(reach)) // 2, len(reach) // len(noise), inputs.shape[1]
    word, neighbours = np.empty(1, np.int32), np.empty(2 * window, np.int32)
    hidden, to_hidden = np.empty((group, size), np.float32), np.empty(size, np.float32)
    errors, to_noise = np.empty((group, NOISE), np.float32), np.empty((NOISE, size), np.float32)
    scores, loss, examples = np.empty(NOISE, np.float32), 0.0, 0
    for number in range(len(noise)):
        noise_vectors = outputs[noise[number]]
        hidden[:] = 0
        errors[:] = 0
        for i in range(group):
            place, found = number * group + i + window, 0
            for near in range(place - reach[place - window], place + reach[place - window] + 1):
                if near != place and sentences[near] == sentences[place] and sentences[place] >= 0:
                    neighbours[found] = stream[near]
                    found += 1
            if found == 0:
                continue
            word[0] = stream[place]
            sources, labels = (neighbours[:found], word) if cbow else (word, neighbours[:found])
            share = np.float32(1 / len(sources))
            to_hidden[:] = 0
            for source in sources:
                add(hidden[i], share, inputs[source])
            for label in labels:
                score = dot(hidden[i], outputs[label])
                probability, power = sigmoid(score)
                loss += log(1 + power) + max(-score, 0)  # -log sigmoid(score)
                error = np.float32(probability - 1)
                add(to_hidden, error, outputs[label])
                add(sum_of(to_outputs, label), error, hidden[i])
            weight = len(labels) * negative / NOISE
            dots(scores, noise_vectors, hidden[i])
            product = 1.0
            for k in range(NOISE):
                probability, power = sigmoid(scores[k])
                product *= 1 + power  # the logarithm of a product is the sum of the logarithms
                loss += weight * max(scores[k], 0)
                errors[i, k] = weight * probability
            loss += weight * log(product)
            add_all(to_hidden, errors[i], noise_vectors)
            for source in sources:
                add(sum_of(to_inputs, source), share, to_hidden)
            examples += len(labels)
        to_noise[:] = 0
        add_products(to_noise, errors, hidden)
        for k in range(NOISE):
            add(sum_of(to_outputs, noise[number, k]), np.float32(1), to_noise[k])
    return loss, examples


@no_type_check
@compiled
def take_step(matrix, squares, gradient, learning_rate):
    """A step of `RowAdagrad`, and the sums are empty again."""
    for place in range(gradient.used[0]):
        row, vector = gradient.rows[place], gradient.vectors[place]
        squares[row] += dot(vector, vector) / len(vector)
        add(matrix[row], np.float32(-learning_rate * (squares[row] + 1e-10) ** (-1 / 3)), vector)
        gradient.place[row] = -1
    gradient.used[0] = 0


@no_type_check
@compiled
def sum_of(sums, row):
    """The sum of a row so far; zeros when it has none yet."""
    if sums.place[row] < 0:
        place = sums.used[0]
        sums.place[row], sums.rows[place], sums.used[0] = place, row, place + 1
        sums.vectors[place] = 0
    return sums.vectors[sums.place[row]]


@no_type_check
@compiled
def sigmoid(score):
    """1 / (1 + exp(-score)), and the power exp(-abs(score)), from which it comes: it never overflows."""
    power = exp(-abs(score))
    return (1 if score >= 0 else power) / (1 + power), power


@no_type_check
@compiled
def dot(a, b):
    total = np.float32(0)
    for d in range(len(a)):
        total += a[d] * b[d]
    return total


@no_type_check
@compiled
def dots(scores, vectors, vector):
    """scores = vectors @ vector, for NOISE vectors side by side: the processor adds up eight sums at a time."""
    a = b = c = d = e = f = g = h = np.float32(0)
    for i in range(len(vector)):
        x = vector[i]
        a, b, c, d = a + x * vectors[0, i], b + x * vectors[1, i], c + x * vectors[2, i], d + x * vectors[3, i]
        e, f, g, h = e + x * vectors[4, i], f + x * vectors[5, i], g + x * vectors[6, i], h + x * vectors[7, i]
    scores[0], scores[1], scores[2], scores[3] = a, b, c, d
    scores[4], scores[5], scores[6], scores[7] = e, f, g, h


@no_type_check
@compiled
def add(total, weight, vector):
    """total += weight * vector"""
    for d in range(len(total)):
        total[d] += weight * vector[d]


@no_type_check
@compiled
def add_all(total, weights, vectors):
    """total += weights @ vectors, for NOISE vectors: one way through memory in place of eight."""
    for d in range(len(total)):
        value = total[d]
        for k in range(NOISE):
            value += weights[k] * vectors[k, d]
        total[d] = value


@no_type_check
@compiled
def add_products(totals, weights, vectors):
    """totals (k, size) += weights (n, k).T @ vectors (n, size), four vectors at a time; n is a multiple of four."""
    for k in range(len(totals)):
        total = totals[k]
        for i in range(0, len(vectors), 4):
            a, b, c, d = weights[i, k], weights[i + 1, k], weights[i + 2, k], weights[i + 3, k]
            for j in range(len(total)):
                total[j] += a * vectors[i, j] + b * vectors[i + 1, j] + c * vectors[i + 2, j] + d * vectors[i + 3, j]
