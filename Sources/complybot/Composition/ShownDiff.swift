import LanguageModels

/// A unified diff as it may be shown on a terminal or in a log: without credentials, in unchanged lines or others.
struct ShownDiff {
    /// What is shown.
    let bytes: [UInt8]
    /// Whether it differs from the diff, so that it cannot be applied.
    let isMasked: Bool

    /// The diff with whatever the redactor takes for a credential masked.
    init(_ diff: [UInt8], by redactor: Redactor) {
        let text = String(decoding: diff, as: UTF8.self)
        let shown = redactor.redacted(text)
        isMasked = !shown.utf8.elementsEqual(text.utf8)
        bytes = isMasked ? Array(shown.utf8) : diff
    }
}
