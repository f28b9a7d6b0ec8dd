/* What the file of a model holds of a table of weights -> the table.

   A bit for each place, the first in the highest bit of a byte, says whether a weight stands there; the
   weights stand one behind the other. */
#include "binding.h"

#include "lanes.h"

#ifdef HAS_LANES
#include <immintrin.h>

#define EXPANDS __attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt")))

static int can_expand(void) {
    return __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512bw");
}

/* The bits of each byte in the opposite order. */
static inline uint64_t turned(uint64_t bits) {
    bits = (bits >> 1 & 0x5555555555555555u) | (bits & 0x5555555555555555u) << 1;
    bits = (bits >> 2 & 0x3333333333333333u) | (bits & 0x3333333333333333u) << 2;
    return (bits >> 4 & 0x0F0F0F0F0F0F0F0Fu) | (bits & 0x0F0F0F0F0F0F0F0Fu) << 4;
}

/* 64 places at a time, while as many weights are left; the number of bytes of places that are done. */
static EXPANDS size_t expand(const uint8_t *places, size_t size, const char *weights, size_t count, char *table,
                             size_t *used) {
    size_t k = 0, next = 0;
    for (; k + 8 <= size && next + 64 <= count; k += 8) {
        uint64_t bits;
        memcpy(&bits, places + k, 8);
        bits = turned(bits);
        _mm512_storeu_si512(table + 8 * k, _mm512_maskz_expand_epi8(bits, _mm512_loadu_si512(weights + next)));
        next += (size_t)_mm_popcnt_u64(bits);
    }
    *used = next;
    return k;
}
#endif

/* Puts each weight at its place, and 0 elsewhere; the number of places, which may be more than weights. */
static size_t spread(const uint8_t *places, size_t size, const char *weights, size_t count, char *table) {
    size_t k = 0, next = 0;
#ifdef HAS_LANES
    if (can_expand()) k = expand(places, size, weights, count, table, &next);
#endif
    for (; k < size; k++)
        for (int bit = 0; bit < 8; bit++) {
            int is_place = places[k] >> (7 - bit) & 1;
            table[8 * k + (size_t)bit] = is_place && next < count ? weights[next] : 0;
            next += (size_t)is_place;
        }
    return next;
}

PyObject *spread_weights(PyObject *module, PyObject *args) {
    const char *places, *weights;
    Py_ssize_t size, count;
    size_t used;
    (void)module;
    if (!PyArg_ParseTuple(args, "y#y#", &places, &size, &weights, &count)) return NULL;
    if (size > PY_SSIZE_T_MAX / 8) return PyErr_NoMemory();
    PyObject *table = PyByteArray_FromStringAndSize(NULL, 8 * size);
    if (table == NULL) return NULL;
    char *data = PyByteArray_AsString(table);
    ask_for_large_pages(data, (size_t)size * 8);
    Py_BEGIN_ALLOW_THREADS
    used = spread((const uint8_t *)places, (size_t)size, weights, (size_t)count, data);
    Py_END_ALLOW_THREADS
    if (used == (size_t)count) return table;
    Py_DECREF(table);
    Py_RETURN_NONE;
}
