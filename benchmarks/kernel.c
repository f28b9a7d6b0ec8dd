/* A prototype of the costliest stages in C for kernel.py, which checks it against the library. */
#include <stddef.h>
#include <stdint.h>

enum { NEWLINE = 1, LOWER = 2, MARK = 5, APOSTROPHE = 6 };

static const uint64_t GOLDEN = 0x9E3779B97F4A7C15u;

static inline uint64_t mix(uint64_t h) {
    h ^= h >> 33; h *= 0xFF51AFD7ED558CCDu;
    h ^= h >> 33; h *= 0xC4CEB9FE1A85EC53u;
    return h ^ (h >> 33);
}

static inline int in_word(uint8_t kind) { return kind >= LOWER && kind <= MARK; }

/* Tokens of `n` code points; `packed` is the library's table of classes and lower-cased forms. Returns their number. */
size_t tokens(const uint32_t *codes, size_t n, const uint32_t *packed, int64_t *start, int64_t *end, uint64_t *ids,
              uint8_t *classes, uint32_t *lowered) {
    size_t count = 0;
    uint64_t hash = 0, power = 0;
    int open = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t both = packed[codes[i]];
        classes[i] = (uint8_t)((both >> 24) - 1);
        lowered[i] = both & 0xFFFFFF;
    }
    for (size_t i = 0; i < n; i++) {
        int word = in_word(classes[i]);
        int joint = classes[i] == APOSTROPHE && i > 0 && i + 1 < n && in_word(classes[i - 1]) && in_word(classes[i + 1]);
        if (open && (joint || !word)) {
            end[count] = i; ids[count++] = mix(hash); open = 0;
        }
        if (joint || (word && !open)) {
            start[count] = i; open = 1; power = GOLDEN; hash = lowered[i] * power;
        } else if (word) {
            power *= GOLDEN; hash += lowered[i] * power;
        } else if (classes[i] > NEWLINE) {
            start[count] = i; end[count] = i + 1; ids[count++] = mix(lowered[i] * GOLDEN);
        }
    }
    if (open) { end[count] = n; ids[count++] = mix(hash); }
    return count;
}

/* Sums of the weights of `n` values' features: `matrix` holds a row a name, `templates` the rows of each template in turn. */
void scores(const uint64_t *matrix, size_t n, const int32_t *templates, const int32_t *lengths, int count, int shift,
            const int8_t *table, int32_t *sums) {
    for (size_t j = 0; j < n; j++) sums[j] = 0;
    for (int t = 0; t < count; templates += lengths[t++])
        for (size_t j = 0; j < n; j++) {
            uint64_t hash = t + 1;
            for (int k = 0; k < lengths[t]; k++) hash = mix(hash + matrix[(size_t)templates[k] * n + j]);
            sums[j] += table[hash >> shift];
        }
}
