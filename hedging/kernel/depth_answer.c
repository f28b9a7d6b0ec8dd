/* Texts and their shown cues -> all that goes beyond cues: the twin of `depth_of` in hedging.engine.depth. */
#include <math.h>

#include "depth.h"

/* Tokens of sentences that are read at a time, so that memory is bounded however long the texts. */
enum { BLOCK_TOKENS = 1 << 15 };

static const int64_t NO_SPAN = -1;

/* Of all sentences. */
#define EACH_OF_judged(X) X(int64_t, log_odds) X(uint8_t, plan)
/* Of a block. */
#define EACH_OF_sentences_read(X) X(read_sentence, at)
#define EACH_OF_cues_read(X) X(read_cue, at)
#define EACH_OF_rows_read(X) X(joined_word, word)
#define EACH_TABLE_OF_WORK(X) X(judged) X(sentences_read) X(cues_read) X(rows_read) X(spoken)
DECLARE_COLUMNS(judged)
DECLARE_COLUMNS(sentences_read)
DECLARE_COLUMNS(cues_read)
DECLARE_COLUMNS(rows_read)

typedef struct {
    const depth_question *question;
    const depth_answers *answers;
    core_memory memory;
    EACH_TABLE_OF_WORK(TABLE_FIELD)
    /* The sentences of a short document that are read as one text, so far. */
    sentence_inputs joined;
    size_t joined_document;
    int has_joined;
} depth_work;

static double as_fraction(const depth_texts *texts, int64_t log_odds) {
    return (double)log_odds / (double)texts->tables->numbers.unit;
}

/* What is no number; its sign turns when its exponential is taken. */
static double none(void) {
    const uint64_t bits = 0xFFF8000000000000u;
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

int depth_check(const depth_question *q) {
    const depth_texts *texts = q->texts;
    int64_t before = -1;
    for (size_t k = 0; k < q->cue_count; k++) {
        if (q->cues[k] <= before || (uint64_t)q->cues[k] >= texts->cues.count || q->kinds[k] >= KINDS)
            return CORE_BAD_SPANS;
        before = q->cues[k];
        if (!texts->outlines.has_words[texts->cues.sentence[before]]) return CORE_BAD_SPANS;
    }
    return CORE_OK;
}

/* ---- cues ---- */

/* Writes the span of code points in their document that some words of a sentence have. */
static void put_span(const depth_texts *texts, size_t sentence, size_t first, size_t stop, int64_t *from, int64_t *to) {
    size_t origin = texts->document[texts->outlines.owner[sentence]];
    *from = (int64_t)(texts->words.start[first] - origin);
    *to = (int64_t)(texts->words.end[stop - 1] - origin);
}

/* A cue of which nothing more is known is its own scope, and the writer's doubt: see `_unread`. */
static void put_unread(const depth_work *w, size_t number) {
    const depth_texts *texts = w->question->texts;
    const depth_answers *a = w->answers;
    size_t cue = (size_t)w->question->cues[number];
    put_span(texts, texts->cues.sentence[cue], texts->cues.start[cue], texts->cues.end[cue],
             a->cue_scope_start + number, a->cue_scope_end + number);
    a->cue_source_start[number] = a->cue_source_end[number] = NO_SPAN;
    a->cue_holder[number] = a->cue_quoted[number] = a->cue_negated[number] = 0;
    a->cue_strength[number] = as_fraction(texts, texts->tables->kind_log_odds[w->question->kinds[number]]);
}

/* The log-odds of a figure. */
static int64_t log_odds_of_figure(const depth_tables *t, stated_figure figure) {
    int64_t bounded = figure.thousandths < LEAST_FIGURE ? LEAST_FIGURE : figure.thousandths;
    return t->figure_log_odds[(bounded > GREATEST_FIGURE ? GREATEST_FIGURE : bounded) - LEAST_FIGURE];
}

/* Writes what a block has found of a cue; its rows begin with the word `base`. A cue that holds the figure of its
   sentence is as strong as that. */
static void put_cue(depth_work *w, const depth_block *b, read_cue *cue, stated_figure figure, size_t base) {
    const depth_texts *texts = w->question->texts;
    const depth_answers *a = w->answers;
    const read_sentence *s = b->sentences + cue->sentence;
    size_t k = cue->number, sentence = s->number, number = s->row + figure.number;
    int64_t log_odds = log_odds_of_cue(texts, (size_t)w->question->cues[k], cue->kind, cue->words);
    cue->log_odds = cue->is_negated ? denied_log_odds(&texts->tables->numbers, log_odds) : log_odds;
    if (figure.thousandths >= 0 && cue->start <= number && number < cue->end) {
        cue->log_odds = log_odds_of_figure(texts->tables, figure);
        cue->is_negated |= s->row + figure.denial < cue->start;
    }
    put_span(texts, sentence, base + (size_t)cue->scope, base + (size_t)cue->scope_stop, a->cue_scope_start + k,
             a->cue_scope_end + k);
    a->cue_source_start[k] = a->cue_source_end[k] = NO_SPAN;
    if (cue->source >= 0)
        put_span(texts, sentence, base + (size_t)cue->source, base + (size_t)cue->source_stop,
                 a->cue_source_start + k, a->cue_source_end + k);
    a->cue_holder[k] = cue->holder;
    a->cue_quoted[k] = cue->is_quoted;
    a->cue_negated[k] = (uint8_t)cue->is_negated;
    a->cue_strength[k] = as_fraction(texts, cue->log_odds);
}

/* ---- sentences ---- */

/* Reads the text that the sentences of a short document make together, once all of them are there. */
static void finish_joined(depth_work *w) {
    const depth_texts *texts = w->question->texts;
    if (!w->has_joined) return;
    int64_t log_odds = log_odds_of_inputs(texts->tables, &w->joined);
    w->answers->document_confidence[w->joined_document] = as_fraction(texts, log_odds);
    w->has_joined = 0;
}

static void join_sentence(depth_work *w, size_t document, const sentence_inputs *next) {
    if (w->has_joined && w->joined_document == document) {
        join_inputs(&w->question->texts->tables->numbers, &w->joined, next);
        return;
    }
    finish_joined(w);
    w->joined = *next;
    w->joined_document = document;
    w->has_joined = 1;
}

/* Decides how sure a sentence sounds, whose cues a block has read; a figure takes the place of all else. */
static void judge_sentence(depth_work *w, const read_sentence *s, const wording *words, const read_cue *cues) {
    const depth_texts *texts = w->question->texts;
    const depth_tables *t = texts->tables;
    uint8_t *plan = w->judged.plan + s->number;
    int64_t *log_odds = w->judged.log_odds + s->number;
    int is_stated = words->figure.thousandths >= 0;
    sentence_inputs inputs = inputs_of(t, words, cues + s->cue, s->cue_stop - s->cue);
    if (*plan & IS_JOINED) join_sentence(w, texts->outlines.owner[s->number], &inputs);
    if (is_stated) *plan |= IS_STATED;
    if (!(*plan & IS_READ)) return;
    *log_odds = is_stated ? log_odds_of_figure(t, words->figure) : log_odds_of_inputs(t, &inputs);
    /* See `settled`. */
    if (!is_stated && *plan & IN_LONG_TEXT && !(*plan & DOUBTS) && *log_odds < 0) *log_odds = 0;
}

/* Judges the sentences of a block. The runs of one are being prefetched while those before it are judged. */
static void judge_block(depth_work *w, const depth_block *b, size_t base) {
    const depth_texts *texts = w->question->texts;
    wording words[2];
    for (size_t k = 0; k <= b->sentence_count; k++) {
        const read_sentence *s = b->sentences + k;
        if (k < b->sentence_count)
            begin_wording(texts, s->number, b->word + s->row, &w->spoken, &words[k % 2]);
        if (k == 0) continue;
        wording *own = &words[(k - 1) % 2];
        for (size_t cue = s[-1].cue; cue < s[-1].cue_stop; cue++) put_cue(w, b, b->cues + cue, own->figure, base);
        finish_wording(texts->tables, own);
        judge_sentence(w, s - 1, own, b->cues);
    }
}

/* Reads the sentences that are listed, whose rows begin with the word `base`. */
static int read_block(depth_work *w, size_t base) {
    const depth_question *q = w->question;
    const depth_texts *texts = q->texts;
    size_t count = w->sentences_read.count, longest = 0;
    const read_sentence *sentences = w->sentences_read.at;
    if (count == 0) return CORE_OK;
    size_t rows = sentences[count - 1].row + sentences[count - 1].length;
    if (!MAKE_ROOM(&w->memory, w, rows_read, rows)) return CORE_NO_MEMORY;
    memset(w->rows_read.word, 0, rows * sizeof(joined_word));
    for (size_t k = 0; k < count; k++) {
        const read_sentence *s = sentences + k;
        look_up_words(q, base + s->row, base + s->row + s->length, s->cue < s->cue_stop, w->rows_read.word + s->row);
        if (s->length > longest) longest = s->length;
    }
    if (!MAKE_ROOM(&w->memory, w, spoken, longest)) return CORE_NO_MEMORY;
    const depth_block b = {
        texts->words.id + base, texts->words.initial + base, texts->words.quoted + base, w->rows_read.word,
        sentences, w->cues_read.at, rows, count, w->cues_read.count,
    };
    if (b.cue_count && (find_scopes(q->scopes, &b, w->memory) || find_sources(q->words->sources, &b, w->memory)))
        return CORE_NO_MEMORY;
    judge_block(w, &b, base);
    w->sentences_read.count = w->cues_read.count = 0;
    return CORE_OK;
}

/* Lists a sentence to read, with the shown cues `begin` to `stop`; its rows begin with the word `base`. */
static int list_sentence(depth_work *w, size_t sentence, size_t begin, size_t stop, size_t base) {
    const depth_question *q = w->question;
    const depth_texts *texts = q->texts;
    size_t count = w->sentences_read.count, cue_count = w->cues_read.count;
    if (!MAKE_ROOM(&w->memory, w, sentences_read, count) || !MAKE_ROOM(&w->memory, w, cues_read, cue_count + stop - begin))
        return CORE_NO_MEMORY;
    w->sentences_read.at[count] = (read_sentence){
        (uint32_t)sentence, (uint32_t)(texts->outlines.first[sentence] - base), texts->outlines.length[sentence],
        (uint32_t)cue_count, (uint32_t)(cue_count + stop - begin),
    };
    for (size_t k = begin; k < stop; k++) {
        size_t cue = (size_t)q->cues[k], first = texts->cues.start[cue], end = texts->cues.end[cue];
        uint64_t words = 0;
        for (size_t token = first; token < end; token++) words += texts->words.id[token];
        w->cues_read.at[cue_count++] = (read_cue){
            .words = mix(words), .number = (uint32_t)k, .sentence = (uint32_t)count, .start = (uint32_t)(first - base),
            .end = (uint32_t)(end - base), .kind = q->kinds[k],
        };
    }
    w->sentences_read.count++;
    w->cues_read.count = cue_count;
    return CORE_OK;
}

/* Reads the sentences that are planned to be; every other sentence is plain. */
static int read_sentences(depth_work *w) {
    const depth_question *q = w->question;
    const depth_texts *texts = q->texts;
    size_t cue = 0, base = 0;
    for (size_t s = 0; s < texts->outlines.count; s++) {
        size_t begin = cue, stop = texts->outlines.first[s] + texts->outlines.length[s];
        while (cue < q->cue_count && texts->cues.sentence[q->cues[cue]] == s) cue++;
        w->judged.log_odds[s] = texts->tables->numbers.plain;
        if (!(w->judged.plan[s] & (IS_READ | IS_JOINED))) {
            /* A sentence that is too long may have cues. */
            for (; begin < cue; begin++) put_unread(w, begin);
            continue;
        }
        if (w->sentences_read.count == 0) base = texts->outlines.first[s];
        if (list_sentence(w, s, begin, cue, base)) return CORE_NO_MEMORY;
        if (stop - base >= BLOCK_TOKENS && read_block(w, base)) return CORE_NO_MEMORY;
    }
    if (read_block(w, base)) return CORE_NO_MEMORY;
    finish_joined(w);
    return CORE_OK;
}

/* ---- answers ---- */

/* The sentences of a document that count: see `answer_confidence`. */
typedef struct {
    int64_t first, least, sum, count;
    int begins_with_claim;
} counted_sentences;

static void count_sentence(counted_sentences *counted, int64_t log_odds, int is_claim) {
    if (counted->count == 0 || (is_claim && !counted->begins_with_claim)) counted->first = log_odds;
    counted->begins_with_claim |= is_claim;
    counted->least = counted->count && counted->least < log_odds ? counted->least : log_odds;
    counted->sum += log_odds;
    counted->count++;
}

/* How sure the writer of a document with the sentences `first` to `stop` is of its answer. The text that
   they make together goes before the mixture of the sentences, and a figure before both; in a short document only
   the sentences with figures count then. */
static double answer_of(const depth_work *w, size_t first, size_t stop, double joined) {
    const depth_numbers *n = &w->question->texts->tables->numbers;
    const double *shares = n->claim_shares;
    counted_sentences counted = {0, 0, 0, 0, 0};
    int is_stated = 0, only_stated;
    for (size_t s = first; s < stop; s++)
        is_stated |= w->judged.plan[s] & DOES_COUNT && w->judged.plan[s] & IS_STATED;
    only_stated = is_stated && !(w->judged.plan[first] & IN_LONG_TEXT);
    for (size_t s = first; s < stop; s++) {
        if (!(w->judged.plan[s] & DOES_COUNT)) continue;
        if (only_stated && !(w->judged.plan[s] & IS_STATED)) continue;
        count_sentence(&counted, w->judged.log_odds[s], w->answers->sentence_role[s] != n->unknown);
    }
    if (counted.count == 0) return none();
    if (joined == joined && !is_stated) return joined;
    double mean = (double)counted.sum / (double)counted.count;
    double mixed = shares[0] * (double)counted.first + shares[1] * (double)counted.least + shares[2] * mean;
    return mixed / (double)n->unit;
}

/* Why a document with the sentences `first` to `stop` declines: see `declined_codes`. */
static uint8_t declined_code(depth_work *w, size_t first, size_t stop) {
    const depth_texts *texts = w->question->texts;
    const depth_tables *t = texts->tables;
    const outlines_columns *outlines = &texts->outlines;
    int32_t sums[SUM_COLUMNS] = {0};
    uint64_t tokens = 0, features = 0;
    int has_claim = 0;
    for (size_t s = first; s < stop; s++) tokens += outlines->length[s];
    if (tokens == 0 || tokens > t->numbers.most_of_short) return 0;
    for (size_t s = first; s < stop; s++) {
        size_t word = outlines->first[s], length = outlines->length[s];
        if (!outlines->has_words[s]) return 0; /* which no text so short lacks */
        if (w->answers->sentence_role[s] == t->numbers.courtesy) continue;
        has_claim |= w->answers->sentence_role[s] == t->numbers.claim;
        spoken_words all = {texts->words.id + word, texts->words.initial + word, NULL, NULL, length, 0, 0, 0};
        spoken_words words = find_spoken(t, &all, &w->spoken);
        features += add_declining(t, &words, sums);
    }
    if (features == 0) return 0;
    double factor = t->numbers.declined_scale / sqrt((double)features), evidence[DECLINED_COLUMNS];
    uint8_t best = 0;
    /* The last column is that of an answer in part, which needs a claim. */
    for (uint8_t k = 0; k < DECLINED_COLUMNS - !has_claim; k++) {
        evidence[k] = factor * (double)sums[k] + (double)t->declined_bias[k] / (double)t->numbers.declined_unit;
        if (evidence[k] > evidence[best]) best = k;
    }
    return best;
}

/* Decides why documents decline, and how sure all sentences and all documents sound. */
static void judge_documents(depth_work *w) {
    const depth_texts *texts = w->question->texts;
    const depth_answers *a = w->answers;
    size_t sentences = texts->outlines.count;
    for (size_t s = 0; s < sentences; s++) {
        int does_state = states_something(&texts->tables->numbers, a->sentence_role[s]);
        a->sentence_confidence[s] = does_state ? as_fraction(texts, w->judged.log_odds[s]) : none();
    }
    for (size_t d = 0, first = 0, stop; d < texts->documents; d++, first = stop) {
        for (stop = first; stop < sentences && texts->outlines.owner[stop] == d; stop++) continue;
        a->document_confidence[d] = answer_of(w, first, stop, a->document_confidence[d]);
        a->document_declined[d] = declined_code(w, first, stop);
    }
}

/* Answers everything about texts, with a question that was checked. */
int depth_answer(const depth_question *question, const depth_answers *answers, core_memory memory) {
    depth_work work = {.question = question, .answers = answers, .memory = memory}, *w = &work;
    int failed = CORE_NO_MEMORY;
    size_t most = question->texts->tables->numbers.most_of_short;
    if (MAKE_ROOM(&memory, w, judged, question->texts->outlines.count) && MAKE_ROOM(&memory, w, spoken, most)) {
        plan_texts(question, answers->sentence_role, work.judged.plan);
        /* No document is known to be short so far. */
        for (size_t d = 0; d < question->texts->documents; d++) answers->document_confidence[d] = none();
        failed = read_sentences(w);
    }
    if (!failed) judge_documents(w);
#define DROP(table) core_drop(&memory, &work.table);
    EACH_TABLE_OF_WORK(DROP)
    return failed;
}
