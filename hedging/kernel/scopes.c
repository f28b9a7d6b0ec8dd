/* Sentences with their cues -> the scope of each cue.

   A sentence at a time: its words are tagged, then each cue looks at the boundaries on either side.
   It walks away from its edge and sums on the way what a span is made of, so that no column of sums
   is needed: the hash of the key words of a longer span follows from that of a shorter one. */
#include "scopes.h"

/* The numbers of the file of weights: see scopes.py. */
enum { HEADER = 64 };

/* Words that are tagged at a time, and boundaries whose values are kept: a power of 2 above REACH. */
enum { WORDS = 32, KEPT = 128 };

/* The number that a value of a place is multiplied by, as `salt` of hedging.depth.tags has it. */
#define SALT(number) (mix((number) + 1) | 1)

typedef struct {
    ptrdiff_t place; /* the row behind the boundary */
    uint64_t counts, sequence;
} candidate;

typedef struct {
    candidate at[SCOPE_REACH + 1];
    uint32_t features[SCOPE_REACH + 1][SCOPE_FEATURES];
    size_t count;
} candidates;

typedef struct {
    const scope_tables *tables;
    const cued_columns *columns;
    size_t first;    /* the sentence: its first row, */
    ptrdiff_t length; /* and its rows; all places below are relative to the first */
    /* Padded columns, which begin PADDING rows before the sentence. */
    uint64_t *id, *class, *group;
    uint8_t *tag, *begins; /* `begins` says whether a cue does */
    ptrdiff_t kept[KEPT];
    uint32_t beside[KEPT][SCOPE_BESIDE_VALUES];
    candidates before, behind;
} scope_work;

static inline uint32_t upper(uint64_t hash) { return (uint32_t)(hash >> 32); }

int scopes_open(const uint8_t *content, size_t size, scope_tables *tables) {
    size_t tags = (size_t)TAG_COUNT << TAG_BITS, weights = (size_t)1 << SCOPE_BITS;
    uint64_t numbers[3];
    if (size != HEADER + tags + 2 * (weights + SCOPE_PAIRS)) return CORE_BAD_TABLES;
    memcpy(numbers, content, sizeof numbers);
    if (memcmp(content, "HEDGSCOP", 8) != 0 || numbers[1] != SCOPES_FINGERPRINT) return CORE_BAD_TABLES;
    const uint8_t *at = content + HEADER;
    tables->has_kinds = numbers[2] != 0;
    tables->tags = (const int8_t *)at;
    tables->begin.weights = (const int8_t *)(at += tags);
    tables->stop.weights = (const int8_t *)(at += weights);
    tables->begin.is_candidate = at += weights;
    tables->stop.is_candidate = at + SCOPE_PAIRS;
    return CORE_OK;
}

/* Whether sentences follow each other to the last row, and cues stand in theirs, in order. */
static int fit_each_other(const cued_columns *c) {
    int64_t row = 0, sentence = 0;
    for (size_t k = 0; k < c->sentences; k++) {
        if (c->first[k] != row || c->stop[k] < row || (uint64_t)c->stop[k] > c->tokens) return 0;
        row = c->stop[k];
    }
    if ((uint64_t)row != c->tokens) return 0;
    for (size_t k = 0; k < c->cues; k++) {
        if (c->sentence[k] < sentence || (uint64_t)c->sentence[k] >= c->sentences) return 0;
        sentence = c->sentence[k];
        if (c->start[k] < c->first[sentence] || c->start[k] >= c->end[k]) return 0;
        if (c->end[k] > c->stop[sentence]) return 0;
    }
    for (size_t k = 0; k < c->tokens; k++)
        if (c->initial[k] >= sizeof MARK_OF_INITIAL) return 0;
    return 1;
}

int scopes_read(const uint8_t *content, size_t size, cued_columns *c) {
    size_t tokens = c->tokens, sentences = c->sentences, cues = c->cues;
    if (tokens > size || sentences > size || cues > size) return CORE_BAD_SPANS;
    if (size != (uint64_t)17 * tokens + (uint64_t)16 * sentences + (uint64_t)33 * cues) return CORE_BAD_SPANS;
    c->ids = (const uint64_t *)content;
    c->classes = c->ids + tokens;
    c->words = c->classes + tokens;
    c->first = (const int64_t *)(c->words + cues);
    c->stop = c->first + sentences;
    c->sentence = c->stop + sentences;
    c->start = c->sentence + cues;
    c->end = c->start + cues;
    c->initial = (const uint8_t *)(c->end + cues);
    c->kind = c->initial + tokens;
    return fit_each_other(c) ? CORE_OK : CORE_BAD_SPANS;
}

/* ---- tags ---- */

/* The likeliest tag by the sums of the features' weights; of equal ones, the first. */
static inline uint8_t likeliest(const int8_t *weights, const uint32_t *features) {
    int16_t sums[TAG_COUNT] = {0}, best = INT16_MIN;
    for (int k = 0; k < TAG_FEATURES; k++) {
        const int8_t *row = weights + (size_t)features[k] * TAG_COUNT;
        for (int tag = 0; tag < TAG_COUNT; tag++) sums[tag] = (int16_t)(sums[tag] + row[tag]);
    }
    for (int tag = 0; tag < TAG_COUNT; tag++) {
        int16_t score = (int16_t)(sums[tag] * TAG_COUNT + (TAG_COUNT - 1 - tag));
        best = score > best ? score : best;
    }
    return (uint8_t)(~best & (TAG_COUNT - 1));
}

static inline uint8_t mark_of(uint64_t id, uint8_t initial) {
    uint8_t mark = MARK_OF_INITIAL[initial];
#define PUT_MARK(word, code) mark = id == word ? code : mark;
    MARK_BY_ID(PUT_MARK)
    return mark;
}

/* The words of the sentence that are no marks are tagged; their features are asked for together. */
static void tag_words(scope_work *w) {
    const int8_t *weights = w->tables->tags;
    ptrdiff_t words[WORDS];
    uint32_t features[WORDS][TAG_FEATURES];
    for (ptrdiff_t row = 0; row < w->length;) {
        size_t count = 0;
        for (; row < w->length && count < WORDS; row++) {
            uint8_t mark = mark_of(w->id[row], w->columns->initial[w->first + (size_t)row]);
            w->tag[row] = mark;
            words[count] = row;
            count += mark == NO_MARK;
        }
        for (size_t k = 0; k < count; k++) {
            tag_features(w->id + words[k], w->class + words[k], w->group + words[k], features[k]);
            for (int f = 0; f < TAG_FEATURES; f++) PREFETCH(weights + (size_t)features[k][f] * TAG_COUNT);
        }
        for (size_t k = 0; k < count; k++) w->tag[words[k]] = likeliest(weights, features[k]);
    }
}

static void put_row(scope_work *w, ptrdiff_t row, uint64_t id, uint64_t class) {
    w->id[row] = id;
    w->class[row] = mix(class + NO_TOKEN);
    w->group[row] = mix((class >> GROUP_SHIFT) + ((uint64_t)NO_TOKEN << 8));
}

/* The columns of a sentence, and what its neighbours have left there is gone. */
static void read_sentence(scope_work *w, size_t number) {
    const cued_columns *c = w->columns;
    w->first = (size_t)c->first[number];
    w->length = (ptrdiff_t)(c->stop[number] - c->first[number]);
    for (ptrdiff_t k = 0; k < PADDING; k++) {
        put_row(w, k - PADDING, NO_TOKEN, 0);
        put_row(w, w->length + k, NO_TOKEN, 0);
    }
    for (ptrdiff_t row = 0; row < w->length; row++)
        put_row(w, row, c->ids[w->first + (size_t)row], c->classes[w->first + (size_t)row]);
    memset(w->begins, 0, (size_t)w->length);
    memset(w->tag - PADDING, PADDING_TAG, PADDING);
    memset(w->tag + w->length, PADDING_TAG, PADDING);
    for (int k = 0; k < KEPT; k++) w->kept[k] = -1;
    tag_words(w);
}

/* ---- values ---- */

static inline uint64_t class_at(const scope_work *w, ptrdiff_t row) {
    return row >= 0 && row < w->length ? w->columns->classes[w->first + (size_t)row] : 0;
}

static inline uint64_t group_at(const scope_work *w, ptrdiff_t row) {
    return mix((class_at(w, row) >> GROUP_SHIFT) + ((uint64_t)1 << 32));
}

static inline uint64_t pair_at(const scope_work *w, ptrdiff_t place) {
    return (uint64_t)w->tag[place - 1] * 32 + w->tag[place];
}

/* The values of a boundary: see boundary_hashes. */
static const uint32_t *beside_of(scope_work *w, ptrdiff_t place) {
    uint32_t *values = w->beside[place & (KEPT - 1)];
    if (w->kept[place & (KEPT - 1)] == place) return values;
    w->kept[place & (KEPT - 1)] = place;
    const uint64_t *id = w->id + place;
    uint64_t before = group_at(w, place - 1), group = group_at(w, place), pair = pair_at(w, place);
    uint64_t wide = ((uint64_t)w->tag[place - 2] * 1024 + pair) * 32 + w->tag[place + 1];
    values[SCOPE_BESIDE_R] = upper(id[0] * SALT(101));
    values[SCOPE_BESIDE_L] = upper(id[-1] * SALT(102));
    values[SCOPE_BESIDE_L_R] = upper(id[0] * SALT(103) + id[-1] * SALT(104));
    values[SCOPE_BESIDE_L_R_GROUP] = upper(group * SALT(105) + id[-1] * SALT(106));
    values[SCOPE_BESIDE_GROUPS] = upper(before * SALT(109) + group * SALT(110));
    values[SCOPE_BESIDE_R_R2] = upper(id[0] * SALT(111) + id[1] * SALT(112));
    values[SCOPE_BESIDE_L2_L] = upper(id[-1] * SALT(113) + id[-2] * SALT(114));
    values[SCOPE_BESIDE_TAGS] = upper(mix(wide + ((uint64_t)1 << 41)));
    values[SCOPE_BESIDE_TAG_PAIR] = upper(mix(pair + ((uint64_t)1 << 40)));
    return values;
}

/* A participle after a form of be, perhaps with an adverb between. */
static int is_passive(const uint8_t *tag) {
    if (tag[0] != PARTICIPLE_TAG) return 0;
    return tag[-1] == BE_TAG || (tag[-1] == ADVERB_TAG && tag[-2] == BE_TAG);
}

/* The values of a cue: see _cue_hashes. */
static void read_cue(const scope_work *w, size_t cue, uint32_t *values) {
    const cued_columns *c = w->columns;
    ptrdiff_t start = (ptrdiff_t)(c->start[cue] - (int64_t)w->first);
    ptrdiff_t end = (ptrdiff_t)(c->end[cue] - (int64_t)w->first);
    const uint8_t *tag = w->tag + end;
    uint64_t head = tag[-1], before = w->tag[start - 1], voice = 0;
    for (ptrdiff_t row = end; row < w->length && row < end + VOICE_REACH; row++)
        voice |= (uint64_t)is_passive(w->tag + row);
    voice = (voice * 32 + head) * 32 + (before == BE_TAG);
    uint64_t next = ((uint64_t)tag[0] * 32 + tag[1]) * 32 + tag[2];
    uint64_t around = (before * 32 + head) * 32 + tag[0];
    uint64_t kind = mix((w->tables->has_kinds ? c->kind[cue] : 0) + ((uint64_t)1 << 47));
    uint64_t of_head = (class_at(w, end - 1) >> GROUP_SHIFT) * 32 + head;
    values[SCOPE_CUE_HEAD] = upper(mix(of_head) * SALT(121));
    values[SCOPE_CUE_VOICE] = upper(mix(voice + ((uint64_t)1 << 42)));
    values[SCOPE_CUE_NEXT] = upper(mix(next + ((uint64_t)1 << 43)));
    values[SCOPE_CUE_KIND] = upper(kind);
    values[SCOPE_CUE_AROUND] = upper(mix(around + ((uint64_t)1 << 44)));
    values[SCOPE_CUE_WORDS] = upper(c->words[cue] * SALT(120));
    values[SCOPE_CUE_KIND_AROUND] = upper(mix(around + kind));
}

static inline uint32_t counted(uint64_t counts, int thing) { return (uint32_t)(counts >> 8 * thing) & 255; }

static inline uint32_t at_most(uint32_t number, uint32_t limit) { return number < limit ? number : limit; }

/* The values of the span of so many words between a cue and a boundary: see _spans. */
static inline void read_span(const scope_work *w, const candidate *at, ptrdiff_t start, ptrdiff_t end,
                             size_t words, uint32_t *values) {
    uint64_t counts = at->counts;
    ptrdiff_t place = at->place;
    uint32_t opened = counted(counts, COUNT_OPENED), closed = counted(counts, COUNT_CLOSED);
    uint32_t clauses = 32 + 16 * (counted(counts, COUNT_SEMICOLONS) > 0)
        + 4 * at_most(counted(counts, COUNT_VERB), 3) + at_most(counted(counts, COUNT_COMMAS), 3);
    uint32_t nesting = 64 + 6 * at_most(counted(counts, COUNT_CUE), 2)
        + 2 * (1 + (opened > closed) - (opened < closed)) + (counted(counts, COUNT_QUOTES) & 1);
    uint32_t match = 104 + 4 * (w->tag[place] == w->tag[end]) + 2 * (w->id[place] == w->id[end])
        + (w->tag[place - 1] == w->tag[start - 1]);
    values[SCOPE_SPAN_DISTANCE] = SPAN_HASHES[CODE_OF_LENGTH[words]];
    values[SCOPE_SPAN_CLAUSES] = SPAN_HASHES[clauses];
    values[SCOPE_SPAN_NESTING] = SPAN_HASHES[nesting];
    values[SCOPE_SPAN_MATCH] = SPAN_HASHES[match];
    values[SCOPE_SPAN_SEQUENCE] = upper(mix(at->sequence));
}

/* ---- candidates ---- */

/* What a row adds to the counts of a span. */
static inline uint64_t counts_of(const scope_work *w, ptrdiff_t row) {
    return OF_TAG[w->tag[row]].counted + ((uint64_t)w->begins[row] << 8 * COUNT_CUE);
}

/* The candidates up to a cue, from the nearest on; the edge of the cue always is. */
static void walk_back(scope_work *w, ptrdiff_t start) {
    const uint8_t *is_candidate = w->tables->begin.is_candidate;
    ptrdiff_t last = start > SCOPE_REACH ? start - SCOPE_REACH : 0;
    uint64_t counts = 0, sequence = 0;
    candidate *at = w->before.at;
    *at++ = (candidate){start, 0, 0};
    for (ptrdiff_t place = start - 1; place >= last; place--) {
        counts += counts_of(w, place);
        sequence = sequence * OF_TAG[w->tag[place]].factor + OF_TAG[w->tag[place]].key;
        *at = (candidate){place, counts, sequence};
        at += is_candidate[pair_at(w, place)] != 0;
    }
    w->before.count = (size_t)(at - w->before.at);
}

/* The candidates behind a cue. */
static void walk_on(scope_work *w, ptrdiff_t end) {
    const uint8_t *is_candidate = w->tables->stop.is_candidate;
    ptrdiff_t last = w->length - end > SCOPE_REACH ? end + SCOPE_REACH : w->length;
    uint64_t counts = 0, sequence = 0, power = 1;
    candidate *at = w->behind.at;
    *at++ = (candidate){end, 0, 0};
    for (ptrdiff_t place = end + 1; place <= last; place++) {
        counts += counts_of(w, place - 1);
        sequence += OF_TAG[w->tag[place - 1]].key * power;
        power *= OF_TAG[w->tag[place - 1]].factor;
        *at = (candidate){place, counts, sequence};
        at += is_candidate[pair_at(w, place)] != 0;
    }
    w->behind.count = (size_t)(at - w->behind.at);
}

/* The candidate with the greatest sum of weights; of equal ones, the nearest. */
static inline ptrdiff_t best_of(const candidates *own, const int8_t *weights, int features) {
    int best = INT16_MIN;
    size_t found = 0;
    for (size_t k = 0; k < own->count; k++) {
        int sum = 0;
        for (int f = 0; f < features; f++) sum += weights[own->features[k][f]];
        found = sum > best ? k : found;
        best = sum > best ? sum : best;
    }
    return own->at[found].place;
}

static void find_scope(scope_work *w, size_t cue, int64_t *begin, int64_t *stop) {
    const scope_tables *tables = w->tables;
    ptrdiff_t start = (ptrdiff_t)(w->columns->start[cue] - (int64_t)w->first);
    ptrdiff_t end = (ptrdiff_t)(w->columns->end[cue] - (int64_t)w->first);
    uint32_t values[SCOPE_CUE_VALUES], span[SCOPE_SPAN_VALUES];
    read_cue(w, cue, values);
    walk_back(w, start);
    walk_on(w, end);
    for (size_t k = 0; k < w->before.count; k++) {
        const candidate *at = &w->before.at[k];
        uint32_t *features = w->before.features[k];
        read_span(w, at, start, end, (size_t)(start - at->place), span);
        begin_features(values, beside_of(w, at->place), span, features);
        for (int f = 0; f < BEGIN_FEATURES; f++) PREFETCH(tables->begin.weights + features[f]);
    }
    for (size_t k = 0; k < w->behind.count; k++) {
        const candidate *at = &w->behind.at[k];
        uint32_t *features = w->behind.features[k];
        read_span(w, at, start, end, (size_t)(at->place - end), span);
        stop_features(values, beside_of(w, at->place), span, features);
        for (int f = 0; f < STOP_FEATURES; f++) PREFETCH(tables->stop.weights + features[f]);
    }
    *begin = (int64_t)w->first + best_of(&w->before, tables->begin.weights, BEGIN_FEATURES);
    *stop = (int64_t)w->first + best_of(&w->behind, tables->stop.weights, STOP_FEATURES);
}

/* Room for the columns of the longest sentence; NULL without memory. */
static void *make_room(scope_work *w, core_memory memory, size_t *size) {
    size_t longest = 0;
    for (size_t k = 0; k < w->columns->sentences; k++) {
        size_t length = (size_t)(w->columns->stop[k] - w->columns->first[k]);
        if (length > longest) longest = length;
    }
    size_t rows = longest + 2 * PADDING;
    *size = rows * 26;
    char *room = memory.resize(memory.context, NULL, 0, *size);
    if (room == NULL) return NULL;
    w->id = (uint64_t *)room + PADDING;
    w->class = w->id + rows;
    w->group = w->class + rows;
    w->tag = (uint8_t *)((uint64_t *)room + 3 * rows) + PADDING;
    w->begins = w->tag + rows;
    return room;
}

int scopes_find(const scope_tables *tables, const cued_columns *columns, core_memory memory,
                int64_t *begin, int64_t *stop) {
    scope_work work, *w = &work;
    size_t size;
    w->tables = tables;
    w->columns = columns;
    void *room = make_room(w, memory, &size);
    if (room == NULL) return CORE_NO_MEMORY;
    for (size_t cue = 0, next; cue < columns->cues; cue = next) {
        int64_t sentence = columns->sentence[cue];
        read_sentence(w, (size_t)sentence);
        for (next = cue; next < columns->cues && columns->sentence[next] == sentence; next++)
            w->begins[columns->start[next] - columns->first[sentence]] = 1;
        for (size_t own = cue; own < next; own++) find_scope(w, own, &begin[own], &stop[own]);
    }
    memory.resize(memory.context, room, size, 0);
    return CORE_OK;
}
