/* What is known of the lines of a document that is read part by part. */
#ifndef HEDGING_LAYOUT_H
#define HEDGING_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

/* A line end, or the beginning of a document: where the token behind it begins and ends and the one
   before it ends, in code points; whether a line begins there, which is only known for blank lines
   before all of the document is read. */
typedef struct {
    uint32_t start, word_end, before;
    uint8_t breaks, is_item, is_lower, class_before;
} line_end;

/* What is known of the lines of a document, up to the end of a window. */
typedef struct {
    size_t count;                 /* of line ends */
    int64_t stops, lower_stops;   /* full stops inside lines, and those before a lower-case word */
    uint32_t end_before;          /* where the last token ends */
    uint8_t class_before;         /* its class */
    uint8_t style;                /* how the document punctuates */
} core_layout;

/* A line of which not all tokens are at hand: its first token, or one that is far enough before the
   gaps; where those end that are seen of the last line, and the class of its last token if that is not
   among them, otherwise -1. */
typedef struct {
    size_t first, seen;
    int end;
} line_part;

#endif
