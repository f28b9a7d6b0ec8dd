/* A round and its cues -> all that goes beyond cues: the twin of `depth_of` in hedging.engine.depth. */
#include "depth.h"

/* Tokens of sentences that are read at a time, so that memory is bounded however long the round. */
enum { BLOCK_TOKENS = 1 << 15 };

static const int64_t NO_SPAN = -1;

typedef struct {
    const depth_question *question;
    const scope_tables *scopes;
    const depth_answers *answers;
    core_memory memory;
    core_buffer sentences; /* read_sentence: those of a block */
    core_buffer log_odds;  /* int64: of all sentences of the round */
    core_buffer plan;      /* uint8: what is done with each sentence */
    core_buffer columns, room, scoped;
    /* The sentences of a short document that are read as one text, so far. */
    sentence_inputs joined;
    size_t joined_document;
    int has_joined;
} depth_work;

static double as_fraction(const depth_round *r, int64_t log_odds) {
    return (double)log_odds / (double)r->tables->numbers.unit;
}

/* What is no number; its sign turns when its exponential is taken. */
static double none(void) {
    const uint64_t bits = 0xFFF8000000000000u;
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

int depth_check(const depth_question *q) {
    const uint8_t *kept = (const uint8_t *)q->round->kept.data;
    const uint32_t *cue_sentence = (const uint32_t *)q->round->cue_sentence.data;
    int64_t before = -1;
    for (size_t k = 0; k < q->cue_count; k++) {
        if (q->cues[k] <= before || (uint64_t)q->cues[k] >= q->round->cues || q->kinds[k] >= KINDS)
            return CORE_BAD_SPANS;
        if (!kept[cue_sentence[q->cues[k]]]) return CORE_BAD_SPANS;
        before = q->cues[k];
    }
    return CORE_OK;
}

/* Plans what is done with the sentences; no document is known to be short so far. */
static int start_round(depth_work *w) {
    const depth_question *q = w->question;
    uint8_t *plan = core_grow(&w->memory, &w->plan, q->round->sentences, 1);
    if (!plan) return CORE_NO_MEMORY;
    plan_round(q, w->answers->sentence_role, plan);
    for (size_t d = 0; d < q->round->documents; d++) w->answers->document_confidence[d] = none();
    return CORE_OK;
}

/* ---- cues ---- */

/* Writes the span of code points in their document that some tokens of a sentence have. */
static void put_span(const depth_round *r, size_t sentence, size_t first, size_t stop, int64_t *from, int64_t *to) {
    size_t origin = r->document[((uint32_t *)r->owner.data)[sentence]];
    *from = (int64_t)(((uint32_t *)r->start.data)[first] - origin);
    *to = (int64_t)(((uint32_t *)r->end.data)[stop - 1] - origin);
}

/* A cue of which nothing more is known is its own scope, and the writer's doubt: see `_unread`. */
static void put_unread(const depth_work *w, size_t number) {
    const depth_question *q = w->question;
    const depth_round *r = q->round;
    const depth_answers *a = w->answers;
    size_t cue = (size_t)q->cues[number], sentence = ((uint32_t *)r->cue_sentence.data)[cue];
    put_span(r, sentence, ((uint32_t *)r->cue_start.data)[cue], ((uint32_t *)r->cue_end.data)[cue],
             a->cue_scope_start + number, a->cue_scope_end + number);
    a->cue_source_start[number] = a->cue_source_end[number] = NO_SPAN;
    a->cue_holder[number] = a->cue_quoted[number] = a->cue_negated[number] = 0;
    a->cue_strength[number] = as_fraction(r, r->tables->kind_log_odds[q->kinds[number]]);
}

/* What the tokens of a cue have to do with denied figures, and the hash of its words without those of figures,
   unless no word would be left. */
typedef struct {
    int holds, denies;
    uint64_t words;
} cue_figures;

static cue_figures figures_of_cue(const depth_round *r, size_t cue, const uint8_t *denied, uint64_t words) {
    size_t first = first_token(r, ((const uint32_t *)r->cue_sentence.data)[cue]), left = 0;
    cue_figures own = {0, 0, words};
    uint64_t sum = 0;
    for (size_t token = ((uint32_t *)r->cue_start.data)[cue]; token < ((uint32_t *)r->cue_end.data)[cue]; token++) {
        uint8_t code = denied[token - first];
        own.holds |= code == DENIED;
        own.denies |= code == DENIES;
        if (code == DENIED) continue;
        sum += ((const uint64_t *)r->id.data)[token];
        left++;
    }
    if (own.holds && left) own.words = mix(sum);
    return own;
}

/* Writes what a block has found of a cue, the one in row `at`; its sentence begins in row `row`. A cue that holds
   a denied figure is denied or not by that alone: see `deny_figures`. */
static scoped_cue put_cue(const depth_work *w, const depth_block *b, size_t sentence, size_t number, size_t at,
                          size_t row, const uint8_t *denied) {
    const depth_question *q = w->question;
    const depth_round *r = q->round;
    const depth_answers *a = w->answers;
    const depth_numbers *n = &r->tables->numbers;
    size_t first = first_token(r, sentence), cue = (size_t)q->cues[number];
    int64_t begin = b->scope_begin[at], stop = b->scope_stop[at], source = b->sources.first[at];
    cue_figures figures = figures_of_cue(r, cue, denied, b->columns.words[at]);
    int is_listed, is_denied = b->sources.negated[at];
    int64_t log_odds = log_odds_of_cue(r, cue, q->kinds[number], figures.words, &is_listed);
    if (figures.holds) is_denied = !(figures.denies && is_listed) && !is_open(n, log_odds);
    if (is_denied) log_odds = denied_log_odds(n, log_odds);
    put_span(r, sentence, first + (size_t)begin - row, first + (size_t)stop - row, a->cue_scope_start + number,
             a->cue_scope_end + number);
    a->cue_source_start[number] = a->cue_source_end[number] = NO_SPAN;
    if (source >= 0)
        put_span(r, sentence, first + (size_t)source - row, first + (size_t)b->sources.stop[at] - row,
                 a->cue_source_start + number, a->cue_source_end + number);
    a->cue_holder[number] = b->sources.holder[at];
    a->cue_quoted[number] = b->sources.quoted[at];
    a->cue_negated[number] = (uint8_t)(is_denied && !(figures.holds && figures.denies));
    a->cue_strength[number] = as_fraction(r, log_odds);
    return (scoped_cue){log_odds, 0, stop - begin, q->kinds[number]};
}

/* ---- blocks ---- */

/* Reads the text that the sentences of a short document make together, once all of them are there. */
static void finish_joined(depth_work *w) {
    const depth_round *r = w->question->round;
    if (!w->has_joined) return;
    int64_t log_odds = log_odds_of_inputs(r->tables, &w->joined);
    w->answers->document_confidence[w->joined_document] = as_fraction(r, log_odds);
    w->has_joined = 0;
}

static void join_sentence(depth_work *w, size_t document, const sentence_inputs *own) {
    if (w->has_joined && w->joined_document == document) {
        join_inputs(&w->question->round->tables->numbers, &w->joined, own);
        return;
    }
    finish_joined(w);
    w->joined = *own;
    w->joined_document = document;
    w->has_joined = 1;
}

/* Decides how sure a sentence sounds, whose cues a block has read; a figure takes the place of all else. */
static void judge_sentence(depth_work *w, size_t sentence, const wording *words, scoped_cue *cues, size_t count) {
    const depth_round *r = w->question->round;
    const depth_tables *t = r->tables;
    uint8_t *plan = (uint8_t *)w->plan.data + sentence;
    int64_t *log_odds = (int64_t *)w->log_odds.data + sentence;
    int64_t figure = words->figures.thousandths;
    for (size_t k = 0; k < count; k++) cues[k].length = (int64_t)words->count;
    sentence_inputs own = inputs_of(t, words->runs, cues, count);
    if (*plan & IS_JOINED) join_sentence(w, ((uint32_t *)r->owner.data)[sentence], &own);
    if (figure >= 0) *plan |= IS_STATED;
    if (!(*plan & IS_READ)) return;
    if (figure >= 0) {
        if (figure < LEAST_FIGURE) figure = LEAST_FIGURE;
        if (figure > GREATEST_FIGURE) figure = GREATEST_FIGURE;
        *log_odds = t->figure_log_odds[figure - LEAST_FIGURE];
        return;
    }
    *log_odds = log_odds_of_inputs(t, &own);
    if (words->figures.denies && *log_odds > t->numbers.not_certain) *log_odds = t->numbers.not_certain;
}

/* Judges the sentences of a block. The runs of one are being prefetched while those before it are judged. */
static void judge_block(depth_work *w, const depth_block *b, scoped_cue *scoped) {
    const depth_round *r = w->question->round;
    wording words[2];
    size_t at = 0, row = 0, token = 0, asked = 0;
    for (size_t k = 0; k <= b->sentence_count; k++) {
        if (k < b->sentence_count) {
            size_t number = b->sentences[k].number;
            begin_wording(r, number, b->words + asked, b->denied + asked, w->room.data, &words[k % 2]);
            asked += length_of(r, number);
        }
        if (k == 0) continue;
        const read_sentence *s = b->sentences + k - 1;
        size_t cues = s->cue_stop - s->cue;
        for (size_t j = 0; j < cues; j++)
            scoped[j] = put_cue(w, b, s->number, s->cue + j, at++, row, b->denied + token);
        if (cues) row += length_of(r, s->number);
        token += length_of(r, s->number);
        finish_wording(r->tables, &words[(k - 1) % 2]);
        judge_sentence(w, s->number, &words[(k - 1) % 2], scoped, cues);
    }
}

/* Reads the sentences of a block closely. */
static int read_block(depth_work *w, size_t count) {
    depth_block b;
    memset(&b, 0, sizeof b);
    b.question = w->question;
    b.sentences = (const read_sentence *)w->sentences.data;
    b.sentence_count = count;
    if (gather_block(&b, &w->columns, w->memory)) return CORE_NO_MEMORY;
    if (b.columns.cues && (scopes_find(w->scopes, &b.columns, w->memory, b.scope_begin, b.scope_stop)
                           || sources_find(w->question->words->sources, &b.columns, &b.sources, w->memory)))
        return CORE_NO_MEMORY;
    scoped_cue *scoped = core_grow(&w->memory, &w->scoped, b.columns.cues + 1, sizeof *scoped);
    if (!scoped || !core_grow(&w->memory, &w->room, room_for_words(b.longest), 1)) return CORE_NO_MEMORY;
    judge_block(w, &b, scoped);
    return CORE_OK;
}

/* Reads the sentences that are planned to be; every other sentence is plain. */
static int read_sentences(depth_work *w) {
    const depth_question *q = w->question;
    const depth_round *r = q->round;
    const uint8_t *plan = (const uint8_t *)w->plan.data;
    const uint32_t *cue_sentence = (const uint32_t *)r->cue_sentence.data;
    int64_t *log_odds = core_grow(&w->memory, &w->log_odds, r->sentences, sizeof *log_odds);
    if (!log_odds) return CORE_NO_MEMORY;
    size_t count = 0, tokens = 0, cue = 0;
    for (size_t s = 0; s < r->sentences; s++) {
        size_t begin = cue;
        while (cue < q->cue_count && cue_sentence[q->cues[cue]] == s) cue++;
        log_odds[s] = r->tables->numbers.plain;
        if (!(plan[s] & (IS_READ | IS_JOINED))) {
            /* A sentence that is too long may have cues. */
            for (; begin < cue; begin++) put_unread(w, begin);
            continue;
        }
        read_sentence *sentences = core_grow(&w->memory, &w->sentences, count + 1, sizeof *sentences);
        if (!sentences) return CORE_NO_MEMORY;
        sentences[count++] = (read_sentence){(uint32_t)s, (uint32_t)begin, (uint32_t)cue};
        tokens += length_of(r, s);
        if (tokens < BLOCK_TOKENS) continue;
        if (read_block(w, count)) return CORE_NO_MEMORY;
        count = tokens = 0;
    }
    if (count && read_block(w, count)) return CORE_NO_MEMORY;
    finish_joined(w);
    return CORE_OK;
}

/* ---- answers ---- */

/* The sentences of a document that count: see `answer_confidence`. */
typedef struct {
    int64_t first, least, sum, count;
    int begins_with_claim;
} counted_sentences;

static void count_sentence(counted_sentences *own, int64_t log_odds, int is_claim) {
    if (own->count == 0 || (is_claim && !own->begins_with_claim)) own->first = log_odds;
    own->begins_with_claim |= is_claim;
    own->least = own->count && own->least < log_odds ? own->least : log_odds;
    own->sum += log_odds;
    own->count++;
}

/* How sure the writer of a document with the sentences `first` to `stop` is of its answer. The text that
   they make together goes before the mixture of the sentences, and a figure before both. */
static double answer_of(const depth_work *w, size_t first, size_t stop, double joined) {
    const depth_numbers *n = &w->question->round->tables->numbers;
    const uint8_t *plan = (const uint8_t *)w->plan.data;
    const int64_t *log_odds = (const int64_t *)w->log_odds.data;
    const double *shares = w->question->round->tables->numbers.claim_shares;
    counted_sentences own = {0, 0, 0, 0, 0};
    int is_stated = 0;
    for (size_t s = first; s < stop; s++) {
        if (!(plan[s] & DOES_COUNT)) continue;
        is_stated |= plan[s] & IS_STATED;
        count_sentence(&own, log_odds[s], w->answers->sentence_role[s] != n->unknown);
    }
    if (own.count == 0) return none();
    if (joined == joined && !is_stated) return joined;
    double mean = (double)own.sum / (double)own.count;
    double mixed = shares[0] * (double)own.first + shares[1] * (double)own.least + shares[2] * mean;
    return mixed / (double)n->unit;
}

/* Decides how sure all sentences and all documents sound. */
static void judge_documents(depth_work *w) {
    const depth_round *r = w->question->round;
    const depth_answers *a = w->answers;
    const uint32_t *owner = (const uint32_t *)r->owner.data;
    const int64_t *log_odds = (const int64_t *)w->log_odds.data;
    for (size_t s = 0; s < r->sentences; s++)
        a->sentence_confidence[s] = states_something(&r->tables->numbers, a->sentence_role[s]) ? as_fraction(r, log_odds[s]) : none();
    for (size_t d = 0, first = 0, stop; d < r->documents; d++, first = stop) {
        for (stop = first; stop < r->sentences && owner[stop] == d; stop++) continue;
        a->document_confidence[d] = answer_of(w, first, stop, a->document_confidence[d]);
    }
}

/* Answers everything about a round, with a question that was checked. */
int depth_answer(const depth_question *question, const scope_tables *scopes, const depth_answers *answers,
                 core_memory memory) {
    depth_work work;
    memset(&work, 0, sizeof work);
    work.question = question;
    work.scopes = scopes;
    work.answers = answers;
    work.memory = memory;
    int failed = start_round(&work);
    if (!failed) failed = read_sentences(&work);
    if (!failed) judge_documents(&work);
    core_buffer *own[] = {
        &work.sentences, &work.log_odds, &work.columns, &work.room, &work.scoped, &work.plan,
    };
    core_drop_all(&work.memory, own, sizeof own / sizeof *own);
    return failed;
}
