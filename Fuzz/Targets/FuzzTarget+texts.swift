internal import Documents
internal import Fleet
internal import Git
internal import HTTPClient
internal import LanguageModels
internal import Policies
internal import Remediation
internal import Sandbox
internal import Snapshots

/// Everything else that is read from outside.
extension FuzzTarget {
    static let texts: [FuzzTarget] = [
        FuzzTarget("paths", "paths of a repository: what may be written may be read") { input in
            let path = RepositoryPath(String(decoding: input, as: UTF8.self))
            guard PathPolicy.refusal(writing: path) == nil else { return nil }
            if let reason = PathPolicy.refusal(reading: path) {
                return "may be written and not read: \(reason)"
            }
            let parts = path.components.map { String(decoding: $0, as: UTF8.self).lowercased() }
            return parts.contains { ["", ".", "..", ".git", "git~1"].contains($0) }
                ? "a hostile path may be written" : nil
        },
        FuzzTarget("source-text", "lines and positions of any bytes") { input in
            let text = SourceText(input)
            var end = 0
            for line in 1...text.lineCount {
                let range = text.fullRange(ofLine: line)
                if range.lowerBound != end {
                    return "line \(line) does not begin where the last ends"
                }
                end = range.upperBound
            }
            if end != input.count { return "the lines do not add up to the file" }
            for offset in Set([0, input.count / 2, input.count]) {
                let position = text.position(at: offset)
                if position.offset != offset { return "a position at another offset" }
            }
            return nil
        },
        FuzzTarget("policy", "policy documents") { input in
            guard let document = try? PolicyDocument(parsing: input, fileName: "probe.md") else {
                return nil
            }
            _ = document.title
            // A byte order mark alone is a document without a line.
            guard document.lineCount > 0 else { return nil }
            return document.text(ofLines: 1...document.lineCount) == nil
                ? "the lines of a document cannot be had" : nil
        },
        FuzzTarget("oscal", "catalogs of controls: whatever can be found in one resolves") {
            input in
            guard let document = try? PolicyDocument(catalog: input, fileName: "probe.json"),
                let library = try? PolicyLibrary(documents: [document]),
                let index = try? PolicyIndex(library)
            else { return nil }
            _ = PolicyLint.problems(in: [document])
            for section in document.sections where section.lines.upperBound > document.lineCount {
                return "the section \(section.heading) ends after the file"
            }
            let query = document.sections.map(\.heading).joined(separator: " ") + " a the line"
            let found = (try? index.ragSearch(query: query, limit: 10)) ?? []
            return found.contains { CitationVerifier.verify($0.citation, in: library) != .resolved }
                ? "a passage that was found does not resolve" : nil
        },
        FuzzTarget("configuration", "a repository's configuration") { input in
            let file = MemorySnapshot.File(bytes: input)
            let snapshot = MemorySnapshot(files: [".github/complybot.yml": file])
            _ = try? RepositoryConfiguration.read(from: snapshot)
            return nil
        },
        FuzzTarget("approvals", "approval matrices") { input in
            _ = try? ApprovalMatrix(parsing: input, fileName: "approvals.yaml")
            return nil
        },
        FuzzTarget("repositories", "lists of repositories") { input in
            _ = try? RepositoryList.parse(input, file: "repos.json")
            return nil
        },
        FuzzTarget("urls", "URLs of servers and of repositories") { input in
            let text = String(decoding: input, as: UTF8.self)
            _ = try? HTTPURL(parsing: text)
            _ = try? RemoteURL(parsing: text)
            return nil
        },
        FuzzTarget("junit", "test reports") { input in
            _ = try? JUnitReport.outcomes(in: input)
            return nil
        },
        FuzzTarget("event-stream", "server-sent events, in pieces or whole") { input in
            func events(in pieces: [ArraySlice<UInt8>]) -> [EventStreamParser.Event]? {
                var parser = EventStreamParser(maxEventBytes: 4096)
                var events: [EventStreamParser.Event] = []
                for piece in pieces {
                    guard let found = try? parser.take(piece) else { return nil }
                    events += found
                }
                return events + [parser.finish()].compactMap(\.self)
            }
            let middle = input.count / 2
            return events(in: [input[...]]) == events(in: [input[..<middle], input[middle...]])
                ? nil : "the events depend on how the bytes arrive"
        },
        FuzzTarget("redaction", "text that holds a secret: none is left") { input in
            let secret = "s3cr3t-of-the-probe"
            let redactor = Redactor(secrets: [secret])
            var text = String(decoding: input, as: UTF8.self)
            text += " \(secret) "
            let redacted = redactor.redacted(text)
            if redacted.contains(secret) { return "a secret is left" }
            return redactor.redacted(redacted) == redacted
                ? nil : "redacting again changes the text"
        },
    ]
}
