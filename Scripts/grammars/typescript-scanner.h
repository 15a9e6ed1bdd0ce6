/* Stands in for `common/scanner.h`, which TypeScript's source distribution names but does not hold.
 *
 * TypeScript's tokens are those of JavaScript and two more, so JavaScript's own scanner finds all but two of them:
 * where a statement ends without a semicolon, and which question mark chooses. There, types make a difference. */
#include "javascript-scanner.c"

/* A function without a body may end here: in an overload, an interface, or what is only declared. Never produced. */
#define SIGNATURE_END 8

/* What a line may start with only when it goes on with the line before, whatever stands there. */
static bool continues(int32_t next) {
    switch (next) {
        case '`': case ',': case ':': case ';': case '*': case '%': case '>': case '<': case '=': case '?':
        case '^': case '|': case '&': case '/':
            return true;
        default:
            return false;
    }
}

/* Whether `in` or `instanceof` comes, which go on with an expression; the `i` is looked at but not passed. */
static bool is_word_operator(TSLexer *lexer) {
    static const char rest[] = "stanceof";
    skip(lexer);
    if (lexer->lookahead != 'n') return false;
    skip(lexer);
    if (!iswalnum(lexer->lookahead) && lexer->lookahead != '_' && lexer->lookahead != '$') return true;
    for (unsigned index = 0; index < sizeof rest - 1; index++) {
        if (lexer->lookahead != rest[index]) return false;
        skip(lexer);
    }
    return !iswalnum(lexer->lookahead) && lexer->lookahead != '_' && lexer->lookahead != '$';
}

/* Whether a statement ends before what the next line starts with. */
static bool ends_before_line(TSLexer *lexer, const bool *valid) {
    int32_t next = lexer->lookahead;
    if (continues(next)) return false;
    switch (next) {
        case '{':
            /* The body of the function whose head the line before is. */
            return !valid[SIGNATURE_END];
        case '(':
        case '[':
            /* A call or an element in an expression; in a type, where `||` cannot stand, the next member. */
            return !valid[LOGICAL_OR];
        case '.':
            skip(lexer);
            return iswdigit(lexer->lookahead);
        case '+':
        case '-':
            skip(lexer);
            return lexer->lookahead == next;
        case '!':
            skip(lexer);
            return lexer->lookahead != '=';
        case 'i':
            return !is_word_operator(lexer);
        default:
            return true;
    }
}

/* Whether a statement ends here without a semicolon; `comment` says whether a comment was passed. */
static bool scan_statement_end(TSLexer *lexer, const bool *valid, bool *comment) {
    lexer->result_symbol = AUTOMATIC_SEMICOLON;
    lexer->mark_end(lexer);
    for (;;) {
        if (lexer->lookahead == 0) return true;
        if (lexer->lookahead == '/') {
            WhitespaceResult passed = scan_whitespace_and_comments(lexer, comment, false);
            if (passed == REJECT) return false;
            if (passed == ACCEPT && !valid[LOGICAL_OR] && lexer->lookahead != ',' && lexer->lookahead != '=') {
                return true;
            }
            continue;
        }
        if (lexer->lookahead == '}') {
            /* `({a}: {a: number}) => …` is a pattern with its type, so no statement ends in it. */
            do { skip(lexer); } while (iswspace(lexer->lookahead));
            return lexer->lookahead != ':' || valid[LOGICAL_OR];
        }
        if (lexer->lookahead == '\n' || lexer->lookahead == 0x2028 || lexer->lookahead == 0x2029) break;
        if (!iswspace(lexer->lookahead)) return false;
        skip(lexer);
    }
    skip(lexer);
    if (scan_whitespace_and_comments(lexer, comment, true) == REJECT) return false;
    return ends_before_line(lexer, valid);
}

/* Whether a question mark comes that chooses between two values, unlike the one behind what may be left out. */
static bool scan_choice(TSLexer *lexer) {
    while (iswspace(lexer->lookahead)) skip(lexer);
    if (lexer->lookahead != '?') return false;
    advance(lexer);
    lexer->mark_end(lexer);
    lexer->result_symbol = TERNARY_QMARK;
    if (lexer->lookahead == '?') return false;
    if (lexer->lookahead == '.') {
        advance(lexer);
        return iswdigit(lexer->lookahead);
    }
    while (iswspace(lexer->lookahead)) advance(lexer);
    return lexer->lookahead != ':' && lexer->lookahead != ')' && lexer->lookahead != ',';
}

static inline bool external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
    bool ends = valid[AUTOMATIC_SEMICOLON] || valid[SIGNATURE_END];
    if (valid[TEMPLATE_CHARS] || (!ends && !valid[TERNARY_QMARK])) {
        return tree_sitter_javascript_external_scanner_scan(payload, lexer, valid);
    }
    if (valid[JSX_TEXT] && scan_jsx_text(lexer)) return true;
    if (!ends) return scan_choice(lexer);
    bool comment = false;
    bool found = scan_statement_end(lexer, valid, &comment);
    if (!found && !comment && valid[TERNARY_QMARK] && lexer->lookahead == '?') return scan_choice(lexer);
    return found;
}
