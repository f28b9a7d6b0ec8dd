/* Sentences with their cues -> the scope of each cue.

   The words of all sentences are tagged, then all beginnings are found, then all stops: each of the
   three has a table of half a megabyte, which stays in the cache meanwhile. A cue walks away from
   its edge and sums on the way what a span is made of, so that no column of sums is needed: the
   hash of the key words of a span follows from that of a shorter span. */
#include "scopes.h"

#include "linear.h"

/* Words whose features are asked for together, and cues whose candidates are. */
enum { WORDS = 32, PREFETCHED_CUES = 4 };

/* The number that a value of a place is multiplied by, as `salt` of hedging.depth.scopes has it. */
#define SALT(number) (mix((number) + 1) | 1)

/* A sentence and the room for its padded columns: rows are counted from its first. */
typedef struct {
    ptrdiff_t length;
    const uint64_t *ids, *classes;
    const uint8_t *initial;
    /* With PADDING rows on either side; `begins` says whether a cue does. */
    uint64_t *id;
    uint8_t *tag, *begins;
} sentence_rows;

/* A boundary between two words, and what is summed from the edge of the cue on. */
typedef struct {
    ptrdiff_t place; /* the row behind it */
    uint64_t counts, sequence;
} candidate;

/* All boundaries on one side of a cue that are candidates, and their features. */
typedef struct {
    size_t count;
    candidate candidates[SCOPE_REACH + 1];
    uint32_t features[SCOPE_REACH + 1][BEGIN_FEATURES > STOP_FEATURES ? BEGIN_FEATURES : STOP_FEATURES];
} side;

/* Words of a sentence whose weights are being prefetched: their features, their rows and the tags of all rows. */
typedef struct {
    uint32_t features[WORDS][TAG_FEATURES];
    ptrdiff_t words[WORDS];
    size_t count;
    uint8_t *tag;
} tagged_words;

typedef struct {
    const scope_tables *tables;
    const cued_columns *columns;
    char *room;
    size_t size;
    uint64_t *class, *group; /* hashes of the rows of a sentence, with PADDING on either side */
    uint64_t *id;            /* of all sentences, with PADDING before each and after the last */
    uint8_t *tag, *begins;
    tagged_words tagged[2]; /* words by turns, after so many parts of sentences */
    size_t parts;
} scope_work;

static inline uint32_t upper(uint64_t hash) { return (uint32_t)(hash >> 32); }

static const section_form FORMS[] = {SCOPES_FORMS(scope_tables)};

int scopes_open(const uint8_t *content, size_t size, scope_tables *tables) {
    const file_form file = {SCOPES_FILE, SCOPES_SECTIONS, DEPTH_FINGERPRINT, FORMS};
    memset(tables, 0, sizeof *tables);
    int failed = open_sections(content, size, &file, tables);
    tables->begin = (scope_end){tables->begin_weights, tables->begin_candidates};
    tables->stop = (scope_end){tables->stop_weights, tables->stop_candidates};
    return failed;
}

/* ---- features ---- */

#define TERM(column, place) column[place]
#define PUT_TAG(number, sum) features[number] = (uint32_t)((sum) >> (64 - TAG_BITS));
#define PUT_SCOPE(number, sum) \
    features[number] = (sum) >> (32 - SCOPE_BITS); \
    PREFETCH(weights + features[number]);
#define ADD_WEIGHT(number, sum) total += weights[features[number]];

/* The features of a token; the pointers lead to its own row. */
static inline void tag_features(const uint64_t *id, const uint64_t *class, const uint64_t *group, uint32_t *features) {
    ADD_TAGS(TERM, PUT_TAG)
}

/* The features of a boundary for a cue, whose weights are asked for. */
static inline void put_features(int is_begin, const uint32_t *cue, const uint32_t *beside, const uint32_t *span,
                                const int8_t *weights, uint32_t *features) {
    if (is_begin) {
        ADD_BEGIN(TERM, PUT_SCOPE)
    } else {
        ADD_STOP(TERM, PUT_SCOPE)
    }
}

static inline int sum_features(int is_begin, const int8_t *weights, const uint32_t *features) {
    int total = 0;
    if (is_begin) {
        ADD_BEGIN(TERM, ADD_WEIGHT)
    } else {
        ADD_STOP(TERM, ADD_WEIGHT)
    }
    return total;
}

/* ---- tags ---- */

/* The likeliest tag by the sums of the weights of the features; of equal ones, the first. */
#define LIKELIEST(name, attribute, type, step, mix_some, VALUE, parameters, set) \
    static attribute void name parameters { \
        int16_t sums[TAG_COUNT] = {0}, best = INT16_MIN; \
        for (int k = 0; k < TAG_FEATURES; k++) { \
            const int8_t *row = weights + (size_t)features[k] * TAG_COUNT; \
            for (int t = 0; t < TAG_COUNT; t++) sums[t] = (int16_t)(sums[t] + row[t]); \
        } \
        for (int t = 0; t < TAG_COUNT; t++) { \
            int16_t score = (int16_t)(sums[t] * TAG_COUNT + (TAG_COUNT - 1 - t)); \
            best = score > best ? score : best; \
        } \
        *tag = (uint8_t)(~best & (TAG_COUNT - 1)); \
    }
static void put_likeliest(const int8_t *weights, const uint32_t *features, uint8_t *tag);
IN_FLAVOURS(LIKELIEST, put_likeliest, (const int8_t *weights, const uint32_t *features, uint8_t *tag),
            (weights, features, tag), )

/* Tags some words of a sentence by their features. */
static void choose_tags(const int8_t *weights, const tagged_words *own) {
    for (size_t k = 0; k < own->count; k++) put_likeliest(weights, own->features[k], own->tag + own->words[k]);
}

static inline uint8_t mark_of(uint64_t id, uint8_t initial) {
    uint8_t mark = MARK_OF_INITIAL[initial];
#define PUT_MARK(word, code) mark = id == word ? code : mark;
    MARK_BY_ID(PUT_MARK)
    return mark;
}

static inline void put_row(scope_work *w, ptrdiff_t row, uint64_t class) {
    w->class[row] = mix(class + NO_TOKEN);
    w->group[row] = mix((class >> GROUP_SHIFT) + ((uint64_t)NO_TOKEN << 8));
}

/* Asks for the features of the words of a sentence that are no marks, some at a time, and tags those that were
   asked for before; the last are left. */
static void tag_sentence(scope_work *w, const sentence_rows *s) {
    const int8_t *weights = w->tables->tags;
    for (ptrdiff_t k = 0; k < PADDING; k++) s->id[k - PADDING] = s->id[s->length + k] = NO_TOKEN;
    memcpy(s->id, s->ids, (size_t)s->length * sizeof *s->ids);
    for (ptrdiff_t k = 0; k < PADDING; k++) put_row(w, s->length + k, 0);
    for (ptrdiff_t row = 0; row < s->length; row++) put_row(w, row, s->classes[row]);
    for (ptrdiff_t row = 0; row < s->length;) {
        tagged_words *own = &w->tagged[w->parts++ % 2];
        size_t count = 0;
        for (; row < s->length && count < WORDS; row++) {
            s->tag[row] = mark_of(s->id[row], s->initial[row]);
            own->words[count] = row;
            count += s->tag[row] == NO_MARK;
        }
        for (size_t k = 0; k < count; k++) {
            ptrdiff_t word = own->words[k];
            tag_features(s->id + word, w->class + word, w->group + word, own->features[k]);
            for (int f = 0; f < TAG_FEATURES; f++) PREFETCH(weights + (size_t)own->features[k][f] * TAG_COUNT);
        }
        own->count = count;
        own->tag = s->tag;
        choose_tags(weights, &w->tagged[w->parts % 2]);
    }
}

/* ---- values ---- */

static inline uint64_t group_at(const sentence_rows *s, ptrdiff_t row) {
    uint64_t is_word = 0 - (uint64_t)((size_t)row < (size_t)s->length);
    uint64_t class = s->classes[(size_t)row & (size_t)is_word] & is_word;
    return mix((class >> GROUP_SHIFT) + ((uint64_t)1 << 32));
}

static inline uint64_t pair_at(const sentence_rows *s, ptrdiff_t place) {
    return (uint64_t)s->tag[place - 1] * 32 + s->tag[place];
}

/* The values of a boundary: see boundary_hashes. */
static inline void read_beside(const sentence_rows *s, ptrdiff_t place, uint32_t *values) {
    const uint64_t *id = s->id + place;
    uint64_t before = id[-1], after = id[0];
    uint64_t group_before = group_at(s, place - 1), group = group_at(s, place);
    uint64_t pair = pair_at(s, place);
    uint64_t wide = ((uint64_t)s->tag[place - 2] * 1024 + pair) * 32 + s->tag[place + 1];
    values[SCOPE_BESIDE_R] = upper(after * SALT(101));
    values[SCOPE_BESIDE_L] = upper(before * SALT(102));
    values[SCOPE_BESIDE_L_R] = upper(after * SALT(103) + before * SALT(104));
    values[SCOPE_BESIDE_L_R_GROUP] = upper(group * SALT(105) + before * SALT(106));
    values[SCOPE_BESIDE_GROUPS] = upper(group_before * SALT(109) + group * SALT(110));
    values[SCOPE_BESIDE_R_R2] = upper(after * SALT(111) + id[1] * SALT(112));
    values[SCOPE_BESIDE_L2_L] = upper(before * SALT(113) + id[-2] * SALT(114));
    values[SCOPE_BESIDE_TAGS] = upper(mix(wide + ((uint64_t)1 << 41)));
    values[SCOPE_BESIDE_TAG_PAIR] = upper(mix(pair + ((uint64_t)1 << 40)));
}

/* A participle after a form of be, perhaps with an adverb between. */
static int is_passive(const uint8_t *tag) {
    if (tag[0] != PARTICIPLE_TAG) return 0;
    return tag[-1] == BE_TAG || (tag[-1] == ADVERB_TAG && tag[-2] == BE_TAG);
}

/* The values of a cue: see _cue_hashes. */
static inline void read_cue(const sentence_rows *s, ptrdiff_t start, ptrdiff_t end, uint8_t kind,
                            uint64_t words, uint32_t *values) {
    const uint8_t *tag = s->tag + end;
    uint64_t head = tag[-1], before = s->tag[start - 1], voice = 0;
    for (ptrdiff_t row = end; row < s->length && row < end + VOICE_REACH; row++)
        voice |= (uint64_t)is_passive(s->tag + row);
    voice = (voice * 32 + head) * 32 + (before == BE_TAG);
    uint64_t next = ((uint64_t)tag[0] * 32 + tag[1]) * 32 + tag[2];
    uint64_t around = (before * 32 + head) * 32 + tag[0];
    uint64_t of_kind = mix(kind + ((uint64_t)1 << 47));
    uint64_t of_head = mix((s->classes[end - 1] >> GROUP_SHIFT) * 32 + head);
    values[SCOPE_CUE_HEAD] = upper(of_head * SALT(121));
    values[SCOPE_CUE_VOICE] = upper(mix(voice + ((uint64_t)1 << 42)));
    values[SCOPE_CUE_NEXT] = upper(mix(next + ((uint64_t)1 << 43)));
    values[SCOPE_CUE_KIND] = upper(of_kind);
    values[SCOPE_CUE_AROUND] = upper(mix(around + ((uint64_t)1 << 44)));
    values[SCOPE_CUE_WORDS] = upper(words * SALT(120));
    values[SCOPE_CUE_KIND_AROUND] = upper(mix(around + of_kind));
}

static inline uint32_t counted(uint64_t counts, int thing) { return (uint32_t)(counts >> 8 * thing) & 255; }

static inline uint32_t at_most(uint32_t number, uint32_t limit) { return number < limit ? number : limit; }

/* The values of the span of so many words between a cue and a boundary: see _spans. */
static inline void read_span(const sentence_rows *s, const candidate *at, ptrdiff_t start, ptrdiff_t end,
                             size_t words, uint32_t *values) {
    uint64_t counts = at->counts;
    ptrdiff_t place = at->place;
    uint32_t opened = counted(counts, SPAN_OPENED), closed = counted(counts, SPAN_CLOSED);
    uint32_t clauses = 32 + 16 * (counted(counts, SPAN_SEMICOLONS) > 0)
        + 4 * at_most(counted(counts, SPAN_VERB), 3) + at_most(counted(counts, SPAN_COMMAS), 3);
    uint32_t nesting = 64 + 6 * at_most(counted(counts, SPAN_CUE), 2)
        + 2 * (1 + (opened > closed) - (opened < closed)) + (counted(counts, SPAN_QUOTES) & 1);
    uint32_t match = 104 + 4 * (s->tag[place] == s->tag[end]) + 2 * (s->id[place] == s->id[end])
        + (s->tag[place - 1] == s->tag[start - 1]);
    values[SCOPE_SPAN_DISTANCE] = SPAN_HASHES[CODE_OF_LENGTH[words]];
    values[SCOPE_SPAN_CLAUSES] = SPAN_HASHES[clauses];
    values[SCOPE_SPAN_NESTING] = SPAN_HASHES[nesting];
    values[SCOPE_SPAN_MATCH] = SPAN_HASHES[match];
    values[SCOPE_SPAN_SEQUENCE] = upper(mix(at->sequence));
}

/* ---- candidates ---- */

/* What a row adds to the counts of a span. */
static inline uint64_t counts_of(const sentence_rows *s, ptrdiff_t row) {
    return OF_TAG[s->tag[row]].counted + ((uint64_t)s->begins[row] << 8 * SPAN_CUE);
}

/* The candidates up to a cue, from the nearest on, and how many they are; its edge always is one. */
static size_t walk_back(const sentence_rows *s, ptrdiff_t start, const uint8_t *is_candidate,
                        candidate *candidates) {
    ptrdiff_t last = start > SCOPE_REACH ? start - SCOPE_REACH : 0;
    uint64_t counts = 0, sequence = 0;
    candidate *at = candidates;
    *at++ = (candidate){start, 0, 0};
    for (ptrdiff_t place = start - 1; place >= last; place--) {
        counts += counts_of(s, place);
        sequence = sequence * OF_TAG[s->tag[place]].factor + OF_TAG[s->tag[place]].key;
        *at = (candidate){place, counts, sequence};
        at += is_candidate[pair_at(s, place)] != 0;
    }
    return (size_t)(at - candidates);
}

/* The candidates behind a cue. */
static size_t walk_on(const sentence_rows *s, ptrdiff_t end, const uint8_t *is_candidate,
                      candidate *candidates) {
    ptrdiff_t last = s->length - end > SCOPE_REACH ? end + SCOPE_REACH : s->length;
    uint64_t counts = 0, sequence = 0, power = 1;
    candidate *at = candidates;
    *at++ = (candidate){end, 0, 0};
    for (ptrdiff_t place = end + 1; place <= last; place++) {
        counts += counts_of(s, place - 1);
        sequence += OF_TAG[s->tag[place - 1]].key * power;
        power *= OF_TAG[s->tag[place - 1]].factor;
        *at = (candidate){place, counts, sequence};
        at += is_candidate[pair_at(s, place)] != 0;
    }
    return (size_t)(at - candidates);
}

static sentence_rows rows_of(const scope_work *w, size_t sentence) {
    const cued_columns *c = w->columns;
    size_t first = (size_t)first_row(c, (int64_t)sentence), padded = first + PADDING * (sentence + 1);
    return (sentence_rows){(ptrdiff_t)c->stop[sentence] - (ptrdiff_t)first, c->ids + first,
                           c->classes + first, c->initial + first, w->id + padded, w->tag + padded,
                           w->begins + padded};
}

/* The candidates of a cue on one side with their features, whose weights are asked for. `is_begin` is
   known where this becomes a part of another function. */
static inline void read_candidates(const scope_work *w, size_t cue, int is_begin, side *own) {
    const cued_columns *c = w->columns;
    const scope_end *tables = is_begin ? &w->tables->begin : &w->tables->stop;
    sentence_rows rows = rows_of(w, (size_t)c->sentence[cue]), *s = &rows;
    int64_t first = first_row(c, c->sentence[cue]);
    ptrdiff_t start = (ptrdiff_t)(c->start[cue] - first), end = (ptrdiff_t)(c->end[cue] - first);
    uint32_t values[SCOPE_CUE_VALUES], beside[SCOPE_BESIDE_VALUES], span[SCOPE_SPAN_VALUES];
    own->count = is_begin ? walk_back(s, start, tables->is_candidate, own->candidates)
                          : walk_on(s, end, tables->is_candidate, own->candidates);
    read_cue(s, start, end, w->tables->numbers.has_kinds ? c->kind[cue] : 0, c->words[cue], values);
    for (size_t k = 0; k < own->count; k++) {
        const candidate *at = &own->candidates[k];
        read_span(s, at, start, end, (size_t)(is_begin ? start - at->place : at->place - end), span);
        read_beside(s, at->place, beside);
        put_features(is_begin, values, beside, span, tables->weights, own->features[k]);
    }
}

/* The candidate with the greatest sum of weights; of equal ones, the nearest. */
static inline ptrdiff_t best_of(const side *own, const int8_t *weights, int is_begin) {
    size_t found = 0;
    int greatest = INT32_MIN;
    for (size_t k = 0; k < own->count; k++) {
        int sum = sum_features(is_begin, weights, own->features[k]);
        found = sum > greatest ? k : found;
        greatest = sum > greatest ? sum : greatest;
    }
    return own->candidates[found].place;
}

/* The beginnings or the stops of the scopes of all cues. The weights of some cues are being prefetched while
   those of another are summed. */
static inline void find_ends(const scope_work *w, int is_begin, int64_t *ends) {
    const cued_columns *c = w->columns;
    const int8_t *weights = is_begin ? w->tables->begin.weights : w->tables->stop.weights;
    side own[PREFETCHED_CUES];
    for (size_t k = 0; k < c->cues + PREFETCHED_CUES; k++) {
        side *here = &own[k % PREFETCHED_CUES];
        if (k >= PREFETCHED_CUES) {
            size_t cue = k - PREFETCHED_CUES;
            if (cue >= c->cues) break;
            ptrdiff_t place = best_of(here, weights, is_begin);
            ends[cue] = first_row(c, c->sentence[cue]) + place;
        }
        if (k < c->cues) read_candidates(w, k, is_begin, here);
    }
}

/* ---- all ---- */

/* Room for the tags of all rows and for the columns of the longest sentence. */
static int make_room(scope_work *w, core_memory memory) {
    const cued_columns *c = w->columns;
    size_t longest = 0, all = c->tokens + PADDING * (c->sentences + 1);
    for (size_t k = 0; k < c->sentences; k++) {
        size_t length = (size_t)(c->stop[k] - first_row(c, (int64_t)k));
        if (length > longest) longest = length;
    }
    longest += 2 * PADDING;
    w->size = 16 * longest + 10 * all;
    w->room = memory.resize(memory.context, NULL, 0, w->size);
    if (w->room == NULL) return 0;
    w->id = (uint64_t *)w->room;
    w->class = w->id + all + PADDING;
    w->group = w->class + longest;
    w->tag = (uint8_t *)(w->id + all + 2 * longest);
    w->begins = w->tag + all;
    memset(w->tag, PADDING_TAG, all);
    memset(w->begins, 0, all);
    for (ptrdiff_t k = -PADDING; k < 0; k++) put_row(w, k, 0);
    return 1;
}

int scopes_find(const scope_tables *tables, const cued_columns *columns, core_memory memory,
                int64_t *begin, int64_t *stop) {
    scope_work work;
    work.tables = tables;
    work.columns = columns;
    work.parts = work.tagged[1].count = 0;
    if (!make_room(&work, memory)) return CORE_NO_MEMORY;
    for (size_t cue = 0; cue < columns->cues; cue++) {
        int64_t sentence = columns->sentence[cue];
        sentence_rows s = rows_of(&work, (size_t)sentence);
        if (cue == 0 || sentence != columns->sentence[cue - 1]) tag_sentence(&work, &s);
        s.begins[columns->start[cue] - first_row(columns, sentence)] = 1;
    }
    if (work.parts) choose_tags(tables->tags, &work.tagged[(work.parts - 1) % 2]);
    find_ends(&work, 1, begin);
    find_ends(&work, 0, stop);
    memory.resize(memory.context, work.room, work.size, 0);
    return CORE_OK;
}
