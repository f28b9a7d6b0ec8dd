/* Sentences of a chunk at first sight -> what is noted of them, and the tokens of those that may be read closely:
   hedging.depth.roles and the signals of hedging.depth.confidence. */
#include "depth.h"
#include "linear.h"

int depth_see_tokens(core_run *run) {
    depth_texts *texts = run->request->seen;
    size_t count = run->tokens.count;
    if (!ROOM_IN(run, texts, seen, count + BEHIND)) return run->failed;
    const uint8_t *shape = run->tokens.shape;
    uint8_t *initial = texts->seen.initial;
    for (size_t k = 0; k < count; k++) initial[k] = class_of_shape(shape[k]);
    find_quotations(run, texts->tables, texts->seen.quoted);
    return CORE_OK;
}

/* Whether the words of a sentence call for a closer look, in any document or in a short one: see
   `signalled`. */
static void find_signals(const depth_tables *t, const spoken_words *words, uint8_t *signalled, uint8_t *if_short) {
    int64_t sum = 0;
    int always = 0;
    const int8_t most = (int8_t)t->numbers.always, *weights = t->signals;
    const uint64_t *id = words->id;
    size_t k = 0;
    for (; k + 4 <= words->count; k += 4) {
        int four[4];
        for (size_t j = 0; j < 4; j++) four[j] = weights[id[k + j] >> (64 - SIGNAL_BITS)];
        sum += four[0] + four[1] + four[2] + four[3];
        always |= (four[0] == most) | (four[1] == most) | (four[2] == most) | (four[3] == most);
    }
    for (; k < words->count; k++) {
        int8_t weight = weights[id[k] >> (64 - SIGNAL_BITS)];
        sum += weight;
        always |= weight == most;
    }
    double score = t->numbers.signal_scale * (double)sum;
    *signalled = always || t->numbers.signal_bias + score > 0;
    *if_short = always || t->numbers.short_bias + score > 0;
}

/* Features of a sentence that may be no claim: of its words and of their classes two for each and four of
   the sentence, and its length. */
enum { FEATURES_OF_WORDS = 2 * MOST_TOKENS + 4, ROLE_FEATURES = 2 * FEATURES_OF_WORDS + 1 };

/* The features of a sentence, whose weights are being prefetched. */
typedef struct {
    uint32_t row[ROLE_FEATURES];
    size_t count;
} role_features;

/* Hashes of some words of a sentence, or of their classes, of each and of it with the one before it, which is
   `before` for the first. */
static void hash_words(const depth_numbers *n, const uint64_t *id, size_t count, uint64_t before, uint64_t *hashes) {
    uint64_t pairs[MOST_TOKENS];
    for (size_t k = 0; k < count; k++) pairs[k] = (k ? id[k - 1] : before) + n->pair;
    mix_all(pairs, count);
    for (size_t k = 0; k < count; k++) {
        hashes[k] = id[k] + n->word;
        hashes[count + k] = pairs[k] + id[k];
    }
    mix_all(hashes, 2 * count);
}

/* Hashes of the opening and the end of a sentence. */
static void hash_ends(const depth_numbers *n, const uint64_t *id, size_t count, uint64_t *hashes) {
    hashes[0] = mix(id[0] + n->first);
    hashes[1] = mix(mix(id[0] + n->opening) + id[count > 1]);
    hashes[2] = mix(id[count - 1] + n->last);
    hashes[3] = id[count > 1] + n->second;
    mix_all(hashes, 4);
}

/* The feature of the length of a sentence. */
static uint32_t length_row(const depth_numbers *n, size_t count) {
    return (uint32_t)(mix((count < n->most_length ? count : n->most_length) + n->length) >> (64 - CLAIM_BITS));
}

/* Adds the features of the words of a sentence, or of their classes: see `_features`. The first of their
   rows is `first`. */
static void add_features(const depth_tables *t, const uint64_t *id, size_t count, uint32_t first, role_features *found) {
    const depth_numbers *n = &t->numbers;
    uint64_t hashes[FEATURES_OF_WORDS];
    hash_words(n, id, count, NO_TOKEN, hashes);
    hash_ends(n, id, count, hashes + 2 * count);
    for (size_t k = 0; k < 2 * count + 4; k++) {
        uint32_t row = first + (uint32_t)(hashes[k] >> (64 - CLAIM_BITS));
        PREFETCH(t->claims + (size_t)SUM_COLUMNS * row);
        found->row[found->count++] = row;
    }
}

/* Prefetches the weights of a sentence that may be no claim. */
static void find_role_features(const core_run *run, const depth_tables *t, const spoken_words *words, role_features *found) {
    uint64_t classes[MOST_TOKENS];
    size_t count = words->count;
    for (size_t k = 0; k < count; k++) fetch_slot(run->tables, words->id[k]);
    found->row[0] = length_row(&t->numbers, count);
    found->count = 1;
    add_features(t, words->id, count, 0, found);
    for (size_t k = 0; k < count; k++) fetch_class(run->tables, words->id[k]);
    for (size_t k = 0; k < count; k++)
        classes[k] = class_number(t, listed_class(run->tables, words->id[k]), words->initial[k]);
    mix_all(classes, count);
    add_features(t, classes, count, 1 << CLAIM_BITS, found);
}

size_t add_declining(const depth_tables *t, const spoken_words *words, int32_t *sums) {
    const depth_numbers *n = &t->numbers;
    uint64_t hashes[2 * MOST_TOKENS], ends[4];
    uint32_t rows[2 * MOST_TOKENS + 5];
    int32_t own[SUM_COLUMNS];
    size_t count = words->count;
    if (count == 0) return 0;
    hash_ends(n, words->id, count, ends);
    for (size_t k = 0; k < count; k += MOST_TOKENS) {
        size_t here = count - k < MOST_TOKENS ? count - k : MOST_TOKENS, found = 2 * here;
        hash_words(n, words->id + k, here, k ? words->id[k - 1] : NO_TOKEN, hashes);
        for (size_t j = 0; j < found; j++) rows[j] = (uint32_t)(hashes[j] >> (64 - CLAIM_BITS));
        if (k == 0) {
            for (size_t j = 0; j < 4; j++) rows[found++] = (uint32_t)(ends[j] >> (64 - CLAIM_BITS));
            rows[found++] = length_row(n, count);
        }
        for (size_t j = 0; j < found; j++) PREFETCH(t->declined + (size_t)SUM_COLUMNS * rows[j]);
        sum_rows(t->declined, rows, found, own);
        for (size_t j = 0; j < SUM_COLUMNS; j++) sums[j] += own[j];
    }
    return 2 * count + 5;
}

/* The role with the greatest sum, but for those whose bits are set; the first, a claim, is none of these. */
static uint8_t likeliest_role(const int32_t *sums, uint64_t unfit) {
    uint8_t best = 0;
    for (uint8_t k = 1; k < ROLES; k++)
        if (sums[k] > sums[best] && !(unfit >> k & 1)) best = k;
    return best;
}

/* Whether a word, a pair of words or a last token opens the gate; most are not even in the filter. */
static int is_opening(const depth_tables *t, uint64_t hash) {
    uint64_t place = hash >> (64 - FILTER_BITS);
    return (t->opening_bits[place / 64] >> place % 64 & 1) && row_of(&t->openings, hash) >= 0;
}

/* What a sentence does without a cue of doubt, and with one: see `roles_of`. */
static void find_roles(const core_run *run, const depth_tables *t, const spoken_words *words, uint8_t *plain, uint8_t *doubting) {
    const uint64_t *id = words->id;
    size_t count = words->count;
    const depth_numbers *n = &t->numbers;
    int asks = count > 0 && id[count - 1] == n->question_mark, may_be_other = 0;
    if (count > 0 && count <= MOST_TOKENS)
        may_be_other = count <= n->always_read || is_opening(t, mix(id[0] + n->first))
            || is_opening(t, mix(mix(id[0] + n->opening) + id[count > 1])) || is_opening(t, mix(id[count - 1] + n->last));
    int32_t sums[SUM_COLUMNS] = {0};
    if (may_be_other) {
        role_features found;
        find_role_features(run, t, words, &found);
        sum_rows(t->claims, found.row, found.count, sums);
    }
    *plain = likeliest_role(sums, 0);
    *doubting = likeliest_role(sums, n->doubtless);
    if (asks && *plain == n->claim) *plain = (uint8_t)n->question;
    if (asks && *doubting == n->claim) *doubting = (uint8_t)n->question;
}

/* Whether a sentence looks like a heading, or is nothing but marks: see `headings`. */
static uint8_t is_like_heading(const depth_tables *t, const spoken_words *words) {
    if (words->is_silent) return SILENT;
    if (words->count == 0 || words->count > t->numbers.longest_heading || words->is_item) return 0;
    return !is_among(&t->final_marks, words->id[words->count - 1]);
}

/* Notes what the sentences of a chunk are at first sight. */
static int outline_sentences(core_run *run, depth_texts *texts) {
    const sentences_columns *sentences = &run->sentences;
    size_t at = texts->outlines.count;
    if (!ROOM_IN(run, texts, outlines, at + sentences->count)) return run->failed;
    outlines_columns *to = &texts->outlines;
    for (size_t s = 0; s < sentences->count; s++, at++) {
        uint32_t first = sentences->first[s], length = sentences->stop[s] - first;
        if (!ROOM_IN(run, texts, spoken, length)) return run->failed;
        spoken_words all = {run->tokens.id + first, texts->seen.initial + first, NULL, NULL, length, 0, 0, 0};
        spoken_words words = find_spoken(texts->tables, &all, &texts->spoken);
        to->length[at] = length;
        to->owner[at] = sentences->owner[s];
        find_signals(texts->tables, &words, to->signalled + at, to->if_short + at);
        find_roles(run, texts->tables, &words, to->plain_role + at, to->doubting_role + at);
        to->is_heading[at] = is_like_heading(texts->tables, &words);
    }
    return CORE_OK;
}

/* Whether one of the cues of a sentence may be shown; `*cue` moves on to those of the next. */
static int may_show_cue(const core_run *run, size_t sentence, size_t *cue) {
    const candidates_columns *c = &run->candidates;
    const depth_texts *texts = run->request->seen;
    size_t count = 0;
    int is_strong = 0;
    for (; *cue < c->count && c->sentence[*cue] == sentence; ++*cue) {
        if (!c->is_best[*cue]) continue;
        is_strong |= c->sum[*cue] >= texts->least_sum;
        count++;
    }
    return is_strong || count > FAINT_CUES;
}

/* Whether a document may be short, by its sentences of the chunk, which are those from `first` to `stop`: those
   that count for sure have no more tokens than a short one. */
static int may_be_short(const depth_texts *texts, size_t first, size_t stop) {
    const depth_numbers *n = &texts->tables->numbers;
    const outlines_columns *outlines = &texts->outlines;
    uint64_t tokens = 0;
    for (size_t s = first; s < stop && tokens <= n->most_of_short; s++) {
        int counts = states_something(n, outlines->plain_role[s]) && states_something(n, outlines->doubting_role[s])
            && !outlines->is_heading[s];
        tokens += counts && outlines->length[s] <= n->longest ? outlines->length[s] : 0;
    }
    return tokens <= n->most_of_short;
}

/* Copies the words of a sentence that begins at a token, behind those that are there. */
static int copy_words(core_run *run, depth_texts *texts, size_t token, size_t length) {
    size_t at = texts->words.count;
    if (!ROOM_IN(run, texts, words, at + length + BEHIND)) return run->failed;
    memcpy(texts->words.id + at, run->tokens.id + token, 8 * length);
    memcpy(texts->words.start + at, run->tokens.start + token, 4 * length);
    memcpy(texts->words.end + at, run->tokens.end + token, 4 * length);
    memcpy(texts->words.initial + at, texts->seen.initial + token, length);
    memcpy(texts->words.quoted + at, texts->seen.quoted + token, length);
    texts->words.count = at + length;
    return CORE_OK;
}

/* Copies the words of the sentences of a chunk that may be read closely. If a document may be short, all may be. */
static int copy_sentences(core_run *run, depth_texts *texts) {
    const sentences_columns *sentences = &run->sentences;
    outlines_columns *to = &texts->outlines;
    size_t cue = 0, at = to->count;
    int is_short = 0;
    for (size_t s = 0; s < sentences->count; s++, at++) {
        if (s == 0 || sentences->owner[s] != sentences->owner[s - 1]) {
            size_t stop = s;
            while (stop < sentences->count && sentences->owner[stop] == sentences->owner[s]) stop++;
            is_short = may_be_short(texts, at, at + stop - s);
        }
        int is_shown = may_show_cue(run, s, &cue);
        to->has_words[at] = is_shown || to->signalled[at] || is_short;
        to->first[at] = (uint32_t)texts->words.count;
        if (to->has_words[at] && copy_words(run, texts, sentences->first[s], to->length[at])) return run->failed;
    }
    return CORE_OK;
}

/* Notes the cues of a chunk that go out, by the words of their sentences. */
static int note_cues(core_run *run, depth_texts *texts, size_t sentence_base) {
    const candidates_columns *c = &run->candidates;
    cues_columns *to = &texts->cues;
    if (!ROOM_IN(run, texts, cues, to->count + c->count)) return run->failed;
    for (size_t k = 0; k < c->count; k++) {
        uint32_t sentence = c->sentence[k];
        uint32_t shift = texts->outlines.first[texts->outlines.count + sentence] - run->sentences.first[sentence];
        if (!c->is_best[k]) continue;
        to->start[to->count] = c->start[k] + shift;
        to->end[to->count] = c->end[k] + shift;
        to->sentence[to->count++] = (uint32_t)sentence_base + sentence;
    }
    return CORE_OK;
}

int depth_see_sentences(core_run *run, size_t sentence_base) {
    depth_texts *texts = run->request->seen;
    if (outline_sentences(run, texts) || copy_sentences(run, texts) || note_cues(run, texts, sentence_base))
        return run->failed;
    texts->outlines.count += run->sentences.count;
    return CORE_OK;
}

void depth_release(depth_texts *texts, core_memory memory) {
#define DROP(table) core_drop(&memory, &texts->table);
    EACH_TABLE_OF_TEXTS(DROP)
}
