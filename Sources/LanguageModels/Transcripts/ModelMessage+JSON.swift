package import Basics
package import Documents

extension ModelMessage {
    /// The message as transcripts and kept sessions spell it.
    package var json: JSONValue { TranscriptForm.json(self) }

    /// Reads a message from where `json` was written; nil, and a problem noted, when it is none.
    package init?(_ node: DataNode, problems: RecordProblems) {
        guard let message = TranscriptReader(problems: problems).message(node) else { return nil }
        self = message
    }
}
