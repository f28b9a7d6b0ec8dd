/* Numbers of runs and inputs of the network, many at a time, in the flavours of linear.h. */
#include "depth.h"
#include "linear.h"

/* Where the numbers of a run with such a hash stand in the table of its kind. */
#define PLACE(hash) ((hash) >> (64 - RUN_BITS) << RUN_SHIFT)
#define AT(type, column) (*(type *)(void *)(column))

/* The places of runs, of as many words at a time as one number has lanes: see `pooled_runs`. The hashes of
   classes are all there before they are read, since it takes long to read what was just written elsewhere. */
#define HASH_RUNS(name, attribute, type, step, mix, VALUE, parameters, set) \
    static attribute void name parameters { \
        const uint64_t one = n->one, two = n->two, three = n->three, classes = (uint64_t)DIMENSIONS << RUN_BITS; \
        for (size_t k = 0; k < count; k += (step)) { \
            type class = mix(AT(type, w->class + k)); \
            AT(type, w->class + k) = class; \
            AT(type, w->class_two + BEFORE + k) = mix(class + two); \
            AT(type, w->class_three + BEFORE + k) = mix(class + three); \
        } \
        for (size_t k = 0; k < count; k += (step)) { \
            type id = AT(type, w->id + k), pair = AT(type, w->two + BEFORE - 1 + k) + id; \
            type class = AT(type, w->class + k), classed = AT(type, w->class_two + BEFORE - 1 + k) + class; \
            AT(type, w->place[0] + k) = PLACE(mix(pair)); \
            AT(type, w->place[1] + k) = PLACE(mix(AT(type, w->three + k) + pair)); \
            AT(type, w->place[2] + k) = PLACE(mix(AT(type, w->gap + k) + id)); \
            AT(type, w->place[3] + k) = PLACE(mix(class + one)) + classes; \
            AT(type, w->place[4] + k) = PLACE(mix(classed)) + classes; \
            AT(type, w->place[5] + k) = PLACE(mix(AT(type, w->class_three + k) + classed)) + classes; \
        } \
    }

/* Mixes as many numbers at a time as one has lanes, and those that are left one by one. */
#define MIX_ALL(name, attribute, type, step, mix_some, VALUE, parameters, set) \
    static attribute void name parameters { \
        size_t k = 0; \
        for (; k + (step) <= count; k += (step)) AT(type, numbers + k) = mix_some(AT(type, numbers + k)); \
        for (; k < count; k++) numbers[k] = mix(numbers[k]); \
    }

/* The greatest and the least of the sums of each dimension: those of the runs of a word, and of the word alone. */
#define POOL_RUNS(name, attribute, type, step, mix_some, VALUE, parameters, set) \
    static attribute void name parameters { \
        int16_t sums[DIMENSIONS], greatest[DIMENSIONS], least[DIMENSIONS]; \
        memcpy(greatest, pooled, sizeof greatest); \
        memcpy(least, pooled + DIMENSIONS, sizeof least); \
        for (size_t k = 0; k < count; k++) { \
            for (int d = 0; d < DIMENSIONS; d++) sums[d] = words->alone[k][d]; \
            for (int run = 0; run < HASHED_RUNS; run++) \
                for (int d = 0; d < DIMENSIONS; d++) sums[d] = (int16_t)(sums[d] + runs[words->place[run][k] + (size_t)d]); \
            for (int d = 0; d < DIMENSIONS; d++) { \
                greatest[d] = greatest[d] > sums[d] ? greatest[d] : sums[d]; \
                least[d] = least[d] < sums[d] ? least[d] : sums[d]; \
            } \
        } \
        memcpy(pooled, greatest, sizeof greatest); \
        memcpy(pooled + DIMENSIONS, least, sizeof least); \
    }

#define ADD_INPUTS(name, attribute, type, step, mix_some, VALUE, parameters, set) \
    static attribute void name parameters { \
        int32_t sums[HIDDEN]; \
        memcpy(sums, weights + INPUTS * HIDDEN, sizeof sums); \
        for (int k = 0; k < INPUTS; k++) { \
            int32_t input = (int32_t)inputs[k]; \
            if (input == 0) continue; \
            for (int h = 0; h < HIDDEN; h++) sums[h] += input * weights[k * HIDDEN + h]; \
        } \
        memcpy(hidden, sums, sizeof sums); \
    }

IN_FLAVOURS(HASH_RUNS, hash_runs, (const depth_numbers *n, word_runs *w, size_t count), (n, w, count), )
IN_FLAVOURS(MIX_ALL, mix_all, (uint64_t *numbers, size_t count), (numbers, count), )
IN_FLAVOURS(POOL_RUNS, pool_runs, (const int8_t *runs, const word_runs *words, size_t count, int16_t *pooled),
            (runs, words, count, pooled), )
IN_FLAVOURS(ADD_INPUTS, add_inputs, (const int32_t *weights, const int64_t *inputs, int32_t *hidden),
            (weights, inputs, hidden), )
