/// One instruction of a Dockerfile with all lines that belong to it.
package struct DockerInstruction: Hashable, Sendable {
    /// What an instruction can be, in upper case: https://docs.docker.com/reference/dockerfile/#overview.
    package static let keywords = [
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL",
        "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    ]

    /// A flag between the keyword and the arguments, such as `--from=build`.
    package struct Flag: Hashable, Sendable {
        /// Without the dashes.
        package let name: String
        /// What stands behind `=`, as written; nil for a flag that is only named.
        package let value: String?
        package let span: Range<Int>
    }

    /// One word of the shell form with its quotes, or one element of the exec form without them.
    package struct Argument: Hashable, Sendable {
        package let value: String
        package let span: Range<Int>
    }

    /// Lines that are text for the instruction.
    package struct Heredoc: Hashable, Sendable {
        /// The line that ends it, without quotes.
        package let name: String
        /// Whether variables in it are replaced: its name has no quotes.
        package let isExpanded: Bool
        /// Whether tabs at the start of its lines do not count (`<<-`).
        package let stripsTabs: Bool
        /// Its lines, without the one that ends it.
        package let body: Range<Int>
        /// The line that ends it, without its line end.
        package let terminator: Range<Int>
    }

    /// The keyword in upper case.
    package let keyword: String
    package let keywordSpan: Range<Int>
    package let flags: [Flag]
    package let arguments: [Argument]
    /// Whether the arguments are a JSON list of strings.
    package let isExecForm: Bool
    /// Everything behind the flags as one line: continued lines joined, comments between them left out.
    package let text: String
    /// Where `text` stands; empty at the end of the instruction when there is none.
    package let textSpan: Range<Int>
    package let heredocs: [Heredoc]
    /// The instruction behind `ONBUILD`; otherwise none.
    package let triggered: [DockerInstruction]
    /// From the keyword to the last byte, heredocs included, without the last line end.
    package let span: Range<Int>

    /// What a flag is set to; nil when it is not there or is only named.
    package func flag(_ name: String) -> String? { flags.first { $0.name == name }?.value }
}
