package import Basics

/// The instructions that models are given, as they stand in the files of the folder `Prompts`.
///
/// A version of them is a digest: whoever changes a file changes it, and what was written under another is told apart.
package struct PromptLibrary: Sendable, Hashable {
    /// One file of instructions.
    package enum Name: String, Sendable, Hashable, CaseIterable {
        case common, summary, compliance, risk, testing, notes, messages, critique
        case secondReader = "second-reader"
    }

    private let texts: [Name: String]
    /// The digest of all files, with their names.
    package let digest: Digest

    /// The instructions that are part of the program.
    package static let embedded = PromptLibrary([
        .common: PackageResources.common_md, .summary: PackageResources.summary_md,
        .compliance: PackageResources.compliance_md, .risk: PackageResources.risk_md,
        .testing: PackageResources.testing_md, .notes: PackageResources.notes_md,
        .messages: PackageResources.messages_md, .critique: PackageResources.critique_md,
        .secondReader: PackageResources.second_reader_md,
    ])

    private init(_ files: [Name: [UInt8]]) {
        texts = files.mapValues { String(decoding: $0, as: UTF8.self) }
        let ordered = files.sorted { $0.key.rawValue < $1.key.rawValue }
        digest = .framed(ordered.flatMap { [Array($0.key.rawValue.utf8), $0.value] })
    }

    /// The text of a file.
    package subscript(name: Name) -> String { texts[name] ?? "" }

    /// The instructions of a writer: those of all, and its own.
    func instructions(of specialist: Specialist) -> String {
        self[.common] + "\n" + self[specialist.prompt]
    }
}
