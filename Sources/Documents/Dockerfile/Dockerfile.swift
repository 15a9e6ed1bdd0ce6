/// A Dockerfile: its instructions and stages with their places; no byte of it is changed or decoded.
///
/// Read as BuildKit reads it: https://docs.docker.com/reference/dockerfile/. Lines end with LF, before which
/// carriage returns do not count. What BuildKit refuses for its form is a typed error here: an unknown
/// instruction, a directive given twice, a heredoc without an end, an instruction before the first `FROM`.
package struct Dockerfile: Sendable {
    /// A run of whole lines; the parts of a file in their order are the file.
    package struct Part: Hashable, Sendable {
        /// What stands in the lines.
        package enum Kind: Hashable, Sendable {
            /// The byte order mark in front of the first line.
            case byteOrderMark
            case blank
            case comment
            /// A parser directive, by its number in `directives`.
            case directive(Int)
            /// An instruction with what continues it, by its number in `instructions`.
            case instruction(Int)
        }

        package let kind: Kind
        package let span: Range<Int>
    }

    /// A parser directive such as `# escape=` and a backtick.
    package struct Directive: Hashable, Sendable {
        /// In lower case: `syntax`, `escape` or `check`.
        package let name: String
        package let value: String
        package let span: Range<Int>
    }

    /// The most bytes that are read.
    package static let sizeLimit = 1_048_576
    /// The most bytes of one line, as in BuildKit.
    package static let lineLimit = 65_535
    /// The most instructions that are read.
    package static let instructionLimit = 10_000

    package let source: SourceText
    /// The byte that escapes, and that continues a line: a backslash, or a backtick where a directive says so.
    package let escape: UInt8
    package let parts: [Part]
    package let directives: [Directive]
    /// At least one.
    package let instructions: [DockerInstruction]
    /// At least one.
    package let stages: [DockerStage]
    /// The comments outside of heredocs, also those between the lines of an instruction, without indentation.
    package let comments: [Range<Int>]

    /// Reads a file; costs a few passes over it.
    package init(parsing bytes: [UInt8]) throws(DocumentError) {
        var reader = try DockerfileReader(bytes)
        try reader.read()
        source = reader.source
        escape = reader.escape
        parts = reader.parts
        directives = reader.directives
        instructions = reader.instructions
        comments = reader.comments
        stages = try DockerStageReader(source: source, escape: escape, instructions: instructions)
            .stages()
    }

    /// The file again, from its parts.
    package var printed: [UInt8] { parts.flatMap { source.bytes[$0.span] } }

    /// The stage in which an instruction stands; nil for one in front of the first `FROM`.
    package func stage(ofInstruction number: Int) -> DockerStage? {
        stages.first { $0.instructions.contains(number) }
    }

    /// A stage and those it is built from, nearest first; the last one has the base that all of them share.
    package func lineage(of stage: DockerStage) -> [DockerStage] {
        var result = [stage]
        // A stage is built from an earlier one only, so this ends.
        while case .stage(let number) = result[result.count - 1].base {
            result.append(stages[number])
        }
        return result
    }

    /// The image that a stage is built on in the end, whatever stages stand between.
    package func base(of stage: DockerStage) -> DockerStage.Base {
        lineage(of: stage).last?.base ?? stage.base
    }
}
