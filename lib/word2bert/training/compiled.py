"""The quick path of negative sampling: plain loops, as word2vec.c has them, made into machine code by Numba.

The first training on a machine compiles them, which takes some seconds; the result is kept beside this file.
`models/word2vec.py` and `losses.py` say the same in the language of the lesson, and the tests hold both together.
Loops get a matrix and the number of a row, not the row: threads that cut rows out of one array wait for each other.
"""

from math import exp, log, log1p
from typing import NamedTuple, no_type_check

import numba
import numpy as np
from jaxtyping import Float32, Int

GROUP = NOISE = 8  # so many words in a row share so many noise words; `dots` and `add_all` are written for eight

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
    window, size = (len(stream) - len(reach)) // 2, inputs.shape[1]
    word, neighbours = np.empty(1, np.int32), np.empty(2 * window, np.int32)
    hidden, to_hidden = np.empty((GROUP, size), np.float32), np.empty((GROUP, size), np.float32)
    noise_vectors, errors = np.empty((NOISE, size), np.float32), np.empty((GROUP, NOISE), np.float32)
    loss, examples = 0.0, 0
    for group in range(len(noise)):
        noise_vectors[:] = hidden[:] = to_hidden[:] = errors[:] = 0
        for k in range(NOISE):
            add(noise_vectors, k, np.float32(1), outputs, noise[group, k])
        for w in range(GROUP):
            place = group * GROUP + w
            found = find_neighbours(neighbours, stream, sentences, place + window, reach[place])
            if found == 0:
                continue
            word[0] = stream[place + window]
            sources, labels = (neighbours[:found], word) if cbow else (word, neighbours[:found])
            share = np.float32(1 / len(sources))
            for source in sources:
                add(hidden, w, share, inputs, source)
            for label in labels:
                score = dot(hidden, w, outputs, label)
                loss += log1p(exp(-abs(score))) + max(-score, 0)  # -log sigmoid(score)
                error = -sigmoid(-score)
                add(to_hidden, w, error, outputs, label)
                add(to_outputs.vectors, place_of(to_outputs, label), error, hidden, w)
            loss += learn_noise(errors, w, len(labels) * negative / NOISE, noise_vectors, hidden)
            add_all(to_hidden, w, errors, w, noise_vectors)
            for source in sources:
                add(to_inputs.vectors, place_of(to_inputs, source), share, to_hidden, w)
            examples += len(labels)
        for k in range(NOISE):
            add_all(to_outputs.vectors, place_of(to_outputs, noise[group, k]), errors.T, k, hidden)
    return loss, examples


@no_type_check
@compiled
def find_neighbours(neighbours, stream, sentences, place, reach):
    """Put the words within reach, of the same sentence, into `neighbours`. Returns how many they are."""
    found = 0
    if sentences[place] >= 0:
        for near in range(place - reach, place + reach + 1):
            if near != place and sentences[near] == sentences[place]:
                neighbours[found] = stream[near]
                found += 1
    return found


@no_type_check
@compiled
def learn_noise(errors, w, weight, noise_vectors, hidden):
    """Put the errors of a word's noise scores, times `weight`, into errors[w]. Returns their loss, times `weight`."""
    dots(errors, w, noise_vectors, hidden)
    loss, product = 0.0, 1.0
    for k in range(NOISE):
        score = errors[w, k]
        loss += max(score, 0)
        product *= 1 + exp(-abs(score))  # the logarithm of a product is the sum of the logarithms
        errors[w, k] = weight * sigmoid(score)
    return weight * (loss + log(product))


@no_type_check
@compiled
def take_step(matrix, squares, gradient, learning_rate):
    """A step of `RowAdagrad`, and the sums are empty again."""
    vectors = gradient.vectors
    for place in range(gradient.used[0]):
        row = gradient.rows[place]
        squares[row] += dot(vectors, place, vectors, place) / vectors.shape[1]
        add(matrix, row, np.float32(-learning_rate * (squares[row] + 1e-10) ** (-1 / 3)), vectors, place)
        gradient.place[row] = -1
    gradient.used[0] = 0


@no_type_check
@compiled
def place_of(sums, row):
    """Where in `sums.vectors` the sum of a row stands; zeros when it has none yet."""
    if sums.place[row] < 0:
        place = sums.used[0]
        sums.place[row], sums.rows[place], sums.used[0] = place, row, place + 1
        sums.vectors[place] = 0
    return sums.place[row]


@no_type_check
@compiled
def sigmoid(score):
    part = exp(-abs(score))
    return np.float32((1 if score >= 0 else part) / (1 + part))


@no_type_check
@compiled
def dot(a, i, b, j):
    """a[i] @ b[j]"""
    total = np.float32(0)
    for d in range(a.shape[1]):
        total += a[i, d] * b[j, d]
    return total


@no_type_check
@compiled
def dots(scores, w, vectors, hidden):
    """scores[w] = vectors @ hidden[w], for NOISE vectors side by side: the processor adds up eight sums at a time."""
    a = b = c = d = e = f = g = h = np.float32(0)
    for i in range(vectors.shape[1]):
        x = hidden[w, i]
        a, b, c, d = a + x * vectors[0, i], b + x * vectors[1, i], c + x * vectors[2, i], d + x * vectors[3, i]
        e, f, g, h = e + x * vectors[4, i], f + x * vectors[5, i], g + x * vectors[6, i], h + x * vectors[7, i]
    scores[w, 0], scores[w, 1], scores[w, 2], scores[w, 3] = a, b, c, d
    scores[w, 4], scores[w, 5], scores[w, 6], scores[w, 7] = e, f, g, h


@no_type_check
@compiled
def add(total, i, weight, vectors, j):
    """total[i] += weight * vectors[j]"""
    for d in range(total.shape[1]):
        total[i, d] += weight * vectors[j, d]


@no_type_check
@compiled
def add_all(total, i, weights, w, vectors):
    """total[i] += weights[w] @ vectors, for eight vectors: one way through memory in place of eight."""
    for d in range(total.shape[1]):
        value = total[i, d]
        for k in range(NOISE):
            value += weights[w, k] * vectors[k, d]
        total[i, d] = value
