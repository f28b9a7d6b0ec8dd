/* Sentences with their cues -> the scope of each cue: the twin of hedging/depth/scopes.py.

   The words of all sentences are tagged, then all beginnings are found, then all stops: each of the
   three has a table of half a megabyte, which stays in the cache meanwhile. A cue walks away from
   its edge and sums on the way what a span is made of, so that no column of sums is needed: the
   hash of the key words of a span follows from that of a shorter span. */
#include "depth.h"
#include "linear.h"

/* Words whose features are asked for together, and cues whose candidates are. */
enum { WORDS = 32, PREFETCHED_CUES = 4 };

/* The number that a value of a place is multiplied by, as `salt` of hedging.depth.scopes has it. */
#define SALT(number) (mix((number) + 1) | 1)

/* Rows of a block with PADDING rows before each sentence and behind the last; `begins` says whether a cue does. */
#define EACH_OF_padded(X) X(uint64_t, id) X(uint8_t, tag) X(uint8_t, begins)
/* Hashes of the rows of a sentence, with PADDING on either side. */
#define EACH_OF_hashed(X) X(uint64_t, class) X(uint64_t, group)
DECLARE_COLUMNS(padded)
DECLARE_COLUMNS(hashed)

/* A sentence: its words, and its padded rows, which are counted from its first word. */
typedef struct {
    ptrdiff_t length;
    const joined_word *words;
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
    const depth_block *block;
    padded_columns padded;
    hashed_columns hashed;
    tagged_words tagged[2]; /* words by turns, after so many parts of sentences */
    size_t parts;
} scope_work;

static inline uint32_t upper(uint64_t hash) { return (uint32_t)(hash >> 32); }

static sentence_rows rows_of(const scope_work *w, size_t sentence) {
    const read_sentence *s = w->block->sentences + sentence;
    size_t first = s->row + PADDING * (sentence + 1);
    return (sentence_rows){s->length, w->block->word + s->row, w->padded.id + first, w->padded.tag + first,
                           w->padded.begins + first};
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
static void choose_tags(const int8_t *weights, const tagged_words *tagged) {
    for (size_t k = 0; k < tagged->count; k++) put_likeliest(weights, tagged->features[k], tagged->tag + tagged->words[k]);
}

static inline uint8_t mark_of(uint64_t id, uint8_t initial) {
    uint8_t mark = MARK_OF_INITIAL[initial];
#define PUT_MARK(word, code) mark = id == word ? code : mark;
    MARK_BY_ID(PUT_MARK)
    return mark;
}

static inline void put_row(scope_work *w, ptrdiff_t row, uint64_t class) {
    w->hashed.class[PADDING + row] = mix(class + NO_TOKEN);
    w->hashed.group[PADDING + row] = mix((class >> GROUP_SHIFT) + ((uint64_t)NO_TOKEN << 8));
}

/* Asks for the features of the words of a sentence that are no marks, some at a time, and tags those that were
   asked for before; the last are left. */
static void tag_sentence(scope_work *w, size_t sentence) {
    const int8_t *weights = w->tables->tags;
    const read_sentence *own_rows = w->block->sentences + sentence;
    const uint64_t *id = w->block->id + own_rows->row;
    const uint8_t *initial = w->block->initial + own_rows->row;
    sentence_rows rows = rows_of(w, sentence), *s = &rows;
    for (ptrdiff_t k = 0; k < PADDING; k++) s->id[k - PADDING] = s->id[s->length + k] = NO_TOKEN;
    memcpy(s->id, id, (size_t)s->length * sizeof *id);
    for (ptrdiff_t k = 0; k < PADDING; k++) put_row(w, s->length + k, 0);
    for (ptrdiff_t row = 0; row < s->length; row++) put_row(w, row, s->words[row].class);
    for (ptrdiff_t row = 0; row < s->length;) {
        tagged_words *tagged = &w->tagged[w->parts++ % 2];
        size_t count = 0;
        for (; row < s->length && count < WORDS; row++) {
            s->tag[row] = mark_of(id[row], initial[row]);
            tagged->words[count] = row;
            count += s->tag[row] == NO_MARK;
        }
        for (size_t k = 0; k < count; k++) {
            ptrdiff_t word = tagged->words[k];
            const uint64_t *class = w->hashed.class + PADDING, *group = w->hashed.group + PADDING;
            tag_features(s->id + word, class + word, group + word, tagged->features[k]);
            for (int f = 0; f < TAG_FEATURES; f++) PREFETCH(weights + (size_t)tagged->features[k][f] * TAG_COUNT);
        }
        tagged->count = count;
        tagged->tag = s->tag;
        choose_tags(weights, &w->tagged[w->parts % 2]);
    }
}

/* ---- values ---- */

static inline uint64_t group_at(const sentence_rows *s, ptrdiff_t row) {
    uint64_t is_word = 0 - (uint64_t)((size_t)row < (size_t)s->length);
    uint64_t class = s->words[(size_t)row & (size_t)is_word].class & is_word;
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
static inline void describe_cue(const sentence_rows *s, ptrdiff_t start, ptrdiff_t end, uint8_t kind,
                                uint64_t words, uint32_t *values) {
    const uint8_t *tag = s->tag + end;
    uint64_t head = tag[-1], before = s->tag[start - 1], voice = 0;
    for (ptrdiff_t row = end; row < s->length && row < end + VOICE_REACH; row++)
        voice |= (uint64_t)is_passive(s->tag + row);
    voice = (voice * 32 + head) * 32 + (before == BE_TAG);
    uint64_t next = ((uint64_t)tag[0] * 32 + tag[1]) * 32 + tag[2];
    uint64_t around = (before * 32 + head) * 32 + tag[0];
    uint64_t of_kind = mix(kind + ((uint64_t)1 << 47));
    uint64_t of_head = mix(((uint64_t)s->words[end - 1].class >> GROUP_SHIFT) * 32 + head);
    values[SCOPE_CUE_HEAD] = upper(of_head * SALT(121));
    values[SCOPE_CUE_VOICE] = upper(mix(voice + ((uint64_t)1 << 42)));
    values[SCOPE_CUE_NEXT] = upper(mix(next + ((uint64_t)1 << 43)));
    values[SCOPE_CUE_KIND] = upper(of_kind);
    values[SCOPE_CUE_AROUND] = upper(mix(around + ((uint64_t)1 << 44)));
    values[SCOPE_CUE_WORDS] = upper(words * SALT(120));
    values[SCOPE_CUE_KIND_AROUND] = upper(mix(around + of_kind));
}

static inline uint32_t counted(uint64_t counts, int thing) { return (uint32_t)(counts >> 8 * thing) & 255; }

/* The values of the span of so many words between a cue and a boundary: see _spans. */
static inline void read_span(const sentence_rows *s, const candidate *at, ptrdiff_t start, ptrdiff_t end,
                             size_t words, uint32_t *values) {
    uint64_t counts = at->counts;
    ptrdiff_t place = at->place;
    uint32_t opened = counted(counts, SPAN_OPENED), closed = counted(counts, SPAN_CLOSED);
    uint32_t clauses = 32 + 16 * (counted(counts, SPAN_SEMICOLONS) > 0)
        + 4 * least(counted(counts, SPAN_VERB), 3) + least(counted(counts, SPAN_COMMAS), 3);
    uint32_t nesting = 64 + 6 * least(counted(counts, SPAN_CUE), 2)
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

/* The candidates of a cue on one side with their features, whose weights are asked for. `is_begin` is
   known where this becomes a part of another function. */
static inline void read_candidates(const scope_work *w, const read_cue *cue, int is_begin, side *here) {
    const scope_tables *t = w->tables;
    const int8_t *weights = is_begin ? t->begin_weights : t->stop_weights;
    sentence_rows rows = rows_of(w, cue->sentence), *s = &rows;
    ptrdiff_t first = w->block->sentences[cue->sentence].row, start = cue->start - first, end = cue->end - first;
    uint32_t values[SCOPE_CUE_VALUES], beside[SCOPE_BESIDE_VALUES], span[SCOPE_SPAN_VALUES];
    here->count = is_begin ? walk_back(s, start, t->begin_candidates, here->candidates)
                          : walk_on(s, end, t->stop_candidates, here->candidates);
    describe_cue(s, start, end, t->numbers.has_kinds ? cue->kind : 0, cue->words, values);
    for (size_t k = 0; k < here->count; k++) {
        const candidate *at = &here->candidates[k];
        read_span(s, at, start, end, (size_t)(is_begin ? start - at->place : at->place - end), span);
        read_beside(s, at->place, beside);
        put_features(is_begin, values, beside, span, weights, here->features[k]);
    }
}

/* The candidate with the greatest sum of weights; of equal ones, the nearest. */
static inline ptrdiff_t best_of(const side *here, const int8_t *weights, int is_begin) {
    size_t found = 0;
    int greatest = INT32_MIN;
    for (size_t k = 0; k < here->count; k++) {
        int sum = sum_features(is_begin, weights, here->features[k]);
        found = sum > greatest ? k : found;
        greatest = sum > greatest ? sum : greatest;
    }
    return here->candidates[found].place;
}

/* The beginnings or the stops of the scopes of all cues. The weights of some cues are being prefetched while
   those of another are summed. */
static inline void find_ends(const scope_work *w, int is_begin) {
    const depth_block *b = w->block;
    const int8_t *weights = is_begin ? w->tables->begin_weights : w->tables->stop_weights;
    side sides[PREFETCHED_CUES];
    for (size_t k = 0; k < b->cue_count + PREFETCHED_CUES; k++) {
        side *here = &sides[k % PREFETCHED_CUES];
        if (k >= PREFETCHED_CUES) {
            read_cue *cue = b->cues + k - PREFETCHED_CUES;
            *(is_begin ? &cue->scope : &cue->scope_stop) =
                b->sentences[cue->sentence].row + best_of(here, weights, is_begin);
        }
        if (k < b->cue_count) read_candidates(w, b->cues + k, is_begin, here);
    }
}

/* ---- all ---- */

/* Tags the words of the sentences with cues. */
static void tag_block(scope_work *w) {
    const depth_block *b = w->block;
    for (ptrdiff_t k = -PADDING; k < 0; k++) put_row(w, k, 0);
    for (size_t k = 0; k < b->cue_count; k++) {
        const read_cue *cue = b->cues + k;
        if (k == 0 || cue->sentence != cue[-1].sentence) tag_sentence(w, cue->sentence);
        rows_of(w, cue->sentence).begins[cue->start - b->sentences[cue->sentence].row] = 1;
    }
    choose_tags(w->tables->tags, &w->tagged[(w->parts + 1) % 2]);
}

int find_scopes(const scope_tables *tables, const depth_block *block, core_memory memory) {
    scope_work work, *w = &work;
    size_t longest = 0, rows = block->rows + PADDING * (block->sentence_count + 1);
    memset(w, 0, offsetof(scope_work, tagged));
    work.tables = tables;
    work.block = block;
    work.parts = work.tagged[0].count = work.tagged[1].count = 0;
    for (size_t s = 0; s < block->sentence_count; s++)
        if (block->sentences[s].length > longest) longest = block->sentences[s].length;
    int has_room = MAKE_ROOM(&memory, w, padded, rows) && MAKE_ROOM(&memory, w, hashed, longest + 2 * PADDING);
    if (has_room) {
        memset(work.padded.tag, PADDING_TAG, rows);
        memset(work.padded.begins, 0, rows);
        tag_block(w);
        find_ends(w, 1);
        find_ends(w, 0);
    }
    core_drop(&memory, &work.padded);
    core_drop(&memory, &work.hashed);
    return has_room ? CORE_OK : CORE_NO_MEMORY;
}
