/// The description of a language, as tables.
package enum LanguageFormat {
    /// `language.yaml`.
    package static let language = FormatMapping(
        "a programming language, beside its queries",
        [
            .required("apiVersion", .choice([RuleReader.version]), "the format"),
            .required("kind", .choice(["Language"]), "what the file is"),
            .required("name", .text, "its name, which is also that of the folder"),
            FormatKey("extends", .text, "the language whose queries and description it takes over"),
            .required("extensions", .list(.text), "the endings of its files, without dots"),
            FormatKey("grammar", .text, "the tree-sitter grammar; the language's name by default"),
            FormatKey(
                "grammars", .dictionary(.text), "the grammars of endings that have one of their own"
            ),
            FormatKey("manifests", .list(.text), "files whose folder is a component"),
            FormatKey("comments", .mapping(comments), comments.summary),
            FormatKey("strings", .mapping(strings), strings.summary),
            FormatKey("imports", .mapping(imports), imports.summary),
            FormatKey("routes", .mapping(routes), routes.summary),
            FormatKey(
                "blocks", .list(.text),
                "the kinds of nodes directly below which statements stand; without them no code is inserted"
            ),
            FormatKey(
                "lists", .list(.text),
                "the kinds of nodes directly below which elements stand that commas part"),
            FormatKey(
                "definitions", .list(.text),
                "the kinds of nodes that define a function or a class and have a `body`"),
        ])

    static let comments = FormatMapping(
        "what comments look like",
        [
            FormatKey("line", .list(.text), "what starts one up to the end of the line"),
            FormatKey("block", .list(.list(.text)), "pairs of what starts and what ends one"),
        ])

    static let strings = FormatMapping(
        "how strings are quoted",
        [
            .required("kinds", .list(.text), "the grammar's kinds of nodes"),
            .required("quotes", .list(.text), "the quotes, longer ones first"),
            FormatKey("raw", .list(.text), "quotes within which a backslash means itself"),
            FormatKey("interpolation", .list(.text), "what starts a part that is computed"),
        ])

    static let imports = FormatMapping(
        "what imports mean",
        [
            .required(
                "binds", .choice(of: Language.Binding.self),
                "the part of the module's name that an import without an alias binds"),
            FormatKey(
                "style", .choice(of: Language.ImportStyle.self), "how `ensure_import` writes one"),
            FormatKey("statement", .text, "for `lines`: the line, with `{{module}}` in it"),
            FormatKey(
                "drop_prefixes", .list(.text),
                "what may stand before a module's name without making it another"),
        ])

    static let routes = FormatMapping(
        "what names of methods mean in routes",
        [
            FormatKey("any_method", .list(.text), "those that serve every HTTP method"),
            FormatKey(
                "methods", .dictionary(.text), "those that are not called as the HTTP method is"),
        ])
}
