import Foundation
import TestSupport
import Testing

@Suite("Completion of command lines")
struct CompletionsTests {
    /// What bash offers for the words of a command line, of which the last is unfinished.
    private func offered(_ words: [String], in folder: TemporaryDirectory) throws -> [String] {
        let completion = try Program.run(["completions", "bash"])
        #expect(completion.status == 0, "\(completion.errors)")
        try folder.write(completion.output, to: "completion.bash")
        let list = words.map { "'\($0)'" }.joined(separator: " ")
        try folder.write(
            """
            compopt() { :; }
            source ./completion.bash
            COMP_WORDS=(complybot \(list))
            COMP_CWORD=\(words.count)
            _complybot
            printf '%s\\n' "${COMPREPLY[@]}"
            """, to: "ask.bash")
        let answer = try Program.tool(["bash", "--norc", "ask.bash"], in: folder.path)
        return answer.split(separator: "\n").map(String.init)
    }

    @Test("bash offers commands, the second words of groups, options, their choices and files")
    func bash() throws {
        let folder = try TemporaryDirectory()
        try folder.write("", to: "files/report.json")
        let first = try offered([""], in: folder)
        #expect(first.contains("check") && first.contains("rules") && first.contains("help"))
        #expect(first.count == Set(first).count)
        #expect(try offered(["ch"], in: folder) == ["check"])
        #expect(try offered(["audit", ""], in: folder) == ["verify", "export", "redact"])
        #expect(try offered(["check", "--no-c"], in: folder) == ["--no-cache"])
        #expect(try offered(["rules", "list", "--format", ""], in: folder) == ["text", "json"])
        // bash parts --fail-on=… at the sign.
        #expect(try offered(["check", "--fail-on", "=", "h"], in: folder) == ["high"])
        #expect(try offered(["check", "--fail-on", "="], in: folder).contains("none"))
        #expect(try offered(["check", "--output", "files/"], in: folder) == ["files/report.json"])
        #expect(try offered(["check", "files/rep"], in: folder) == ["files/report.json"])
        #expect(try offered(["rules", "show", ""], in: folder) == [])
        #expect(try offered(["help", "serv"], in: folder) == ["serve"])
        #expect(try offered(["completions", ""], in: folder) == ["bash", "zsh", "fish"])
    }

    @Test("what is offered for a command is every option of its help")
    func options() throws {
        let folder = try TemporaryDirectory()
        for command in [["check"], ["sweep"], ["agent"], ["policies", "search"], ["worker"]] {
            let help = try Program.run(["help"] + command).output
            let named = help.split(whereSeparator: \.isWhitespace).filter { word in
                word.hasPrefix("--") && help.contains("\n  \(word) ")
                    || word.hasPrefix("--") && help.contains(", \(word) ")
            }
            #expect(named.count > 2)
            let offered = try offered(command + ["--"], in: folder)
            for name in named { #expect(offered.contains(String(name)), "\(command) \(name)") }
        }
    }

    @Test("zsh and fish, where they are installed, take what is written for them")
    func otherShells() throws {
        let folder = try TemporaryDirectory()
        for shell in ["zsh", "fish"] {
            let completion = try Program.run(["completions", shell])
            #expect(completion.status == 0, "\(completion.errors)")
            #expect(completion.output.contains("redact"))
            guard FileManager.default.isExecutableFile(atPath: "/usr/bin/\(shell)") else {
                continue
            }
            try folder.write(completion.output, to: "completion.\(shell)")
            try Program.tool([shell, "-n", "completion.\(shell)"], in: folder.path)
        }
    }

    @Test("another shell is refused with the nearest name")
    func unknown() throws {
        let outcome = try Program.run(["completions", "fsh"])
        #expect(outcome.status == 2)
        #expect(
            outcome.errors
                == "complybot: error: cannot complete for a shell (fsh): it is one of bash, zsh, fish; did you mean fish?\n"
        )
    }
}
