internal import Basics
internal import Remediation

extension ToolSchema {
    /// The document that a model answered with; nil when it is none, too large, or not of this form.
    func document(
        inAnswer text: String, limit: Int = AnswerDocument.maxBytes
    ) -> JSONValue? {
        guard let bytes = AnswerDocument.bytes(of: text),
            let value = try? JSONText.value(parsing: bytes, limit: limit),
            violation(in: value) == nil
        else { return nil }
        return value
    }
}
