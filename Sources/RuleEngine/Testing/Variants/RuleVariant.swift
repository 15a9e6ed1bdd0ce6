/// A change of a case's files that must make no difference but the same change of what comes out.
///
/// The raw values are the names under `variants.except` of a case and in reports.
package enum RuleVariant: String, CaseIterable, Sendable {
    case crlf
    case noFinalNewline = "no-final-newline"
    case byteOrderMark = "byte-order-mark"
    case tabs
    case fourSpaces = "four-spaces"
    case comments
    case blankLines = "blank-lines"
    case quotedKeys = "quoted-keys"
    case moved
    case secondComponent = "second-component"
    case unrelatedFile = "unrelated-file"
    case shuffled
    case allRules = "all-rules"
    case allPatches = "all-patches"
    case again
    case minimal

    /// What is changed, in words for people.
    package var summary: String {
        switch self {
        case .crlf: "all lines end with CR LF"
        case .noFinalNewline: "the last line of each file does not end"
        case .byteOrderMark: "each file starts with a byte order mark"
        case .tabs: "each level is indented with a tab"
        case .fourSpaces: "each level is indented with four spaces"
        case .comments: "comments stand between some lines"
        case .blankLines: "each blank line stands twice"
        case .quotedKeys: "the keys of structured data are quoted"
        case .moved: "the files stand below services/a"
        case .secondComponent: "another component without drift stands beside"
        case .unrelatedFile: "a file that has nothing to do with the rule stands beside"
        case .shuffled: "the files and the rules come in another order"
        case .allRules: "all other rules are looked at as well"
        case .allPatches: "all other rules are patched as well"
        case .again: "what comes out goes in again"
        case .minimal: "any one part of the patch is left out, and the finding must stay"
        }
    }
}
