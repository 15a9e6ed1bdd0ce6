import Testing

@testable import Documents

extension Dockerfile {
    init(_ text: String) throws { try self.init(parsing: Array(text.utf8)) }

    func text(_ range: Range<Int>) -> String { source.text(range) }
}

/// Instructions are read as BuildKit reads them.
@Suite struct DockerfileTests {
    @Test("an instruction has its keyword, flags and arguments in their places")
    func places() throws {
        let file = try Dockerfile(
            "FROM --platform=linux/amd64 node:20 AS build\n  copy --from=build --chown=1:1 a \"b c\" d/\n"
        )
        #expect(file.instructions.map(\.keyword) == ["FROM", "COPY"])
        let copy = file.instructions[1]
        #expect(file.text(copy.keywordSpan) == "copy")
        #expect(copy.flags.map(\.name) == ["from", "chown"])
        #expect(copy.flag("from") == "build")
        #expect(copy.flags.map { file.text($0.span) } == ["--from=build", "--chown=1:1"])
        #expect(copy.arguments.map(\.value) == ["a", "\"b c\"", "d/"])
        #expect(copy.arguments.map { file.text($0.span) } == ["a", "\"b c\"", "d/"])
        #expect(copy.text == "a \"b c\" d/")
        #expect(file.text(copy.textSpan) == copy.text)
        #expect(file.text(copy.span) == "copy --from=build --chown=1:1 a \"b c\" d/")
    }

    @Test(
        "lines go on behind the escape character, over comments and blank lines, also with blanks behind it"
    )
    func continuation() throws {
        let text =
            "FROM a\nRUN one \\ \t\n# a comment \\\n\n  # another\n  two && \\\n  three\nUSER x\n"
        let file = try Dockerfile(text)
        #expect(file.instructions.map(\.keyword) == ["FROM", "RUN", "USER"])
        #expect(file.instructions[1].text == "one   two &&   three")
        #expect(file.comments.map(file.text) == ["# a comment \\", "# another"])
        #expect(file.text(file.instructions[1].span).hasSuffix("three"))
    }

    @Test(
        "an escaped escape character ends its line, and a line of only that character is continued")
    func escapedEscape() throws {
        let file = try Dockerfile("FROM a\nCOPY x c:\\\\\nRUN dir\n  \\\nUSER y\n")
        #expect(file.instructions.map(\.keyword) == ["FROM", "COPY", "RUN", "USER"])
    }

    @Test("a directive makes the backtick the escape character")
    func backtick() throws {
        let file = try Dockerfile(
            "# syntax=docker/dockerfile:1\n#\tEscape = `\nFROM a\nCOPY x c:\\\nRUN dir `\n c:\\\n")
        #expect(file.directives.map(\.name) == ["syntax", "escape"])
        #expect(file.directives.map(\.value) == ["docker/dockerfile:1", "`"])
        #expect(file.instructions.map(\.keyword) == ["FROM", "COPY", "RUN"])
        #expect(file.instructions[2].text == "dir  c:\\")
    }

    @Test("what looks like a directive behind a comment or a blank line is a comment")
    func lateDirectives() throws {
        for head in ["# about\n", "\n", "# unknown=1\n"] {
            let file = try Dockerfile(head + "# escape=`\nFROM a\nRUN x \\\n y\n")
            #expect(file.escape == UInt8(ascii: "\\"))
            #expect(file.directives.isEmpty)
            #expect(file.instructions.count == 2)
        }
    }

    @Test("heredocs are text of their instruction, several after one another")
    func heredocs() throws {
        let file = try Dockerfile(
            "FROM a\nRUN <<EOF cat <<-'X Y' 3<<\"Z\"\nUSER no\nEOF\n\tFROM b\n\tX Y\nZ\nCOPY <<F /x\n# text\nF\nUSER me\n"
        )
        #expect(file.instructions.map(\.keyword) == ["FROM", "RUN", "COPY", "USER"])
        let heredocs = file.instructions[1].heredocs
        #expect(heredocs.map(\.name) == ["EOF", "X Y", "Z"])
        #expect(heredocs.map(\.isExpanded) == [true, false, false])
        #expect(heredocs.map(\.stripsTabs) == [false, true, false])
        #expect(heredocs.map { file.text($0.body) } == ["USER no\n", "\tFROM b\n", ""])
        #expect(file.text(file.instructions[1].span).hasSuffix("\nZ"))
        #expect(file.comments.isEmpty)
    }

    @Test("here-strings, shifts, lists and other instructions announce no heredoc")
    func noHeredocs() throws {
        let file = try Dockerfile(
            "FROM a\nRUN cat <<<\"x\"\nRUN echo $((1<<2))\nRUN [\"cat\", \"<<EOF\"]\nENV A=<<EOF\nRUN echo $((1 << 2))\nUSER x\n"
        )
        #expect(file.instructions.count == 7)
        #expect(!file.instructions.contains { !$0.heredocs.isEmpty })
        #expect(try Dockerfile("FROM a\nRUN cat << EOF\nx\nEOF\n").instructions.count == 2)
    }

    @Test("the exec form is a JSON list, over several lines too; a broken one is the shell form")
    func execForm() throws {
        let file = try Dockerfile(
            "FROM a\nCMD [\"a\", \\\n  \"b\\tc\"]\nENTRYPOINT ['a']\nRUN [ -f x ] && y\nCMD []\n")
        let list = file.instructions[1]
        #expect(list.isExecForm)
        #expect(list.arguments.map(\.value) == ["a", "b\tc"])
        #expect(list.arguments.map { file.text($0.span) } == ["\"a\"", "\"b\\tc\""])
        #expect(file.instructions.map(\.isExecForm) == [false, true, false, false, true])
    }

    @Test("ONBUILD holds another instruction, heredocs included")
    func onbuild() throws {
        let file = try Dockerfile("FROM a\nonbuild run --mount=x <<EOF\nUSER no\nEOF\nUSER x\n")
        #expect(file.instructions.map(\.keyword) == ["FROM", "ONBUILD", "USER"])
        let inner = try #require(file.instructions[1].triggered.first)
        #expect(inner.keyword == "RUN")
        #expect(inner.flag("mount") == "x")
        #expect(inner.heredocs.count == 1)
    }

    @Test("a byte order mark, CRLF, tabs and a missing last line end are kept and change nothing")
    func bytes() throws {
        let text =
            "\u{FEFF}# escape=`\r\nFROM a\r\n\tRUN\tx `\r\n\r\n  y\r\nRUN <<E\r\nz\r\nE\r\nUSER b"
        let file = try Dockerfile(text)
        #expect(file.instructions.map(\.keyword) == ["FROM", "RUN", "RUN", "USER"])
        #expect(file.instructions[1].text == "x   y")
        #expect(file.instructions[2].heredocs.map { file.text($0.body) } == ["z\r\n"])
        #expect(file.printed == Array(text.utf8))
    }

    @Test(
        "what the builder refuses is an error with its place",
        arguments: [
            ("", "1:1", "the file has no instructions"),
            ("# only\n", "1:8", "the file has no instructions"),
            ("FROM a\nFOO b\n", "2:1", "unknown instruction `FOO`"),
            ("FROM a\n  {{ if x }}\n", "2:3", "unknown instruction `{{`"),
            ("RUN x\nFROM a\n", "1:1", "`RUN` stands in front of the first `FROM`"),
            ("ARG x\n", "1:7", "there is no `FROM`"),
            ("FROM a b\n", "1:1", "`FROM` has an image and perhaps `AS` and a name"),
            ("FROM a AS\n", "1:1", "`FROM` has an image and perhaps `AS` and a name"),
            ("FROM\n", "1:1", "`FROM` has no arguments"),
            ("FROM a\nUSER \\\n\n", "2:1", "`USER` has no arguments"),
            ("FROM a\nRUN <<EOF\nx\n", "2:1", "the heredoc `EOF` has no end"),
            ("FROM a\nONBUILD ONBUILD RUN x\n", "2:9", "`ONBUILD` cannot trigger `ONBUILD`"),
            ("FROM a\nCMD [1]\n", "2:6", "the list holds something that is no string"),
            ("# escape=x\nFROM a\n", "1:10", "the escape character is a backslash or a backtick"),
            ("# escape=`\n# ESCAPE=`\nFROM a\n", "2:1", "the directive `escape` is given twice"),
            ("FROM a\n\\\n\n", "2:1", "a line is continued to nothing"),
            ("FROM a\nRUN \0", "2:5", "a NUL byte"),
        ])
    func errors(text: String, place: String, reason: String) throws {
        let error = try #require(throws: DocumentError.self) { try Dockerfile(text) }
        #expect("\(error.position.line):\(error.position.column)" == place)
        #expect(error.reason == reason)
    }
}

/// Stages, and what they are built on.
@Suite struct DockerStageTests {
    private func bases(_ text: String) throws -> [String] {
        let file = try Dockerfile(text)
        return file.stages.map {
            switch file.base(of: $0) {
            case .scratch: "scratch"
            case .image(let image): image.canonical
            case .stage: "stage"
            case .unknown(let text): "?\(text)"
            }
        }
    }

    @Test("a reference is cut into name, tag and digest")
    func references() {
        let cases: [(String, String, String?, String?, String)] = [
            ("node", "node", nil, nil, "node:latest"),
            ("docker.io/library/node:20", "docker.io/library/node", "20", nil, "node:20"),
            ("localhost:5000/a/b", "localhost:5000/a/b", nil, nil, "localhost:5000/a/b:latest"),
            ("r:5/a:1@sha256:ab", "r:5/a", "1", "sha256:ab", "r:5/a:1@sha256:ab"),
            ("a@sha256:ab", "a", nil, "sha256:ab", "a@sha256:ab"),
        ]
        for (text, name, tag, digest, canonical) in cases {
            let reference = ImageReference(text)
            #expect(reference.name == name && reference.tag == tag && reference.digest == digest)
            #expect(reference.canonical == canonical)
        }
    }

    @Test("a stage that is built from another has its base, whatever the case of the name")
    func chains() throws {
        #expect(
            try bases("FROM node:20 AS Base\nFROM base AS b\nRUN x\nFROM B\nFROM scratch\n")
                == ["node:20", "node:20", "node:20", "scratch"])
        // A stage cannot be its own base, nor a later one.
        #expect(
            try bases("FROM alpine AS alpine\nFROM x\nFROM y AS x\n") == [
                "alpine:latest", "x:latest", "y:latest",
            ])
    }

    @Test(
        "build arguments in front of the first FROM are replaced by their defaults",
        arguments: [
            ("ARG V=20\nFROM node:$V\n", "node:20"),
            ("ARG V=\"20\"\nARG I=node:${V}-slim\nFROM ${I}\n", "node:20-slim"),
            ("ARG V\nFROM node:$V\n", "?node:$V"),
            ("ARG V\nFROM node:${V:-18}\n", "node:18"),
            ("ARG V=\nFROM node:${V:-18}\n", "node:18"),
            ("ARG V=1\nFROM node:${V:+18}\n", "node:18"),
            ("ARG V=1 W=2\nFROM node:${V}.$W\n", "node:1.2"),
            ("FROM node:$UNDECLARED\n", "?node:$UNDECLARED"),
            ("FROM base-$TARGETARCH\n", "?base-$TARGETARCH"),
            ("ARG V=1.2.3\nFROM node:${V%.*}\n", "?node:${V%.*}"),
            ("ARG V=${W%x}\nFROM node:${V:-1}\n", "?node:${V:-1}"),
            ("ARG S=build\nFROM node:20 AS build\nFROM $S\n", "node:20"),
            ("FROM a\nARG V=1\nFROM node:$V\n", "?node:$V"),
            ("FROM \"node:20\"\n", "node:20"),
            ("ARG V=\nFROM $V\n", "?$V"),
        ])
    func arguments(text: String, base: String) throws {
        #expect(try bases(text).last == base)
    }

    @Test("arguments that double each other do not grow without end")
    func doubling() throws {
        var text = "ARG A0=xxxxxxxxxxxxxxxx\n"
        for number in 1...60 { text += "ARG A\(number)=$A\(number - 1)$A\(number - 1)\n" }
        #expect(try bases(text + "FROM $A60\n") == ["?$A60"])
        let nested = String(repeating: "${A:-", count: 500) + String(repeating: "}", count: 500)
        #expect(try bases("FROM \(nested)\n") == ["?\(nested)"])
    }

    @Test("stages have their names, platforms and instructions")
    func stages() throws {
        let file = try Dockerfile(
            "ARG V=1\nFROM --platform=$BUILDPLATFORM node:$V as Build\nRUN x\nFROM scratch\nCOPY a b\nUSER 1\n"
        )
        #expect(file.stages.map(\.name) == ["build", nil])
        #expect(file.stages.map(\.platform) == ["$BUILDPLATFORM", nil])
        #expect(file.stages.map(\.instructions) == [1..<3, 3..<6])
        #expect(file.stages.map(\.isParameterized) == [true, false])
        #expect(file.text(file.stages[0].baseSpan) == "node:$V")
        #expect(file.stage(ofInstruction: 0) == nil)
        #expect(file.stage(ofInstruction: 4)?.number == 1)
    }
}
