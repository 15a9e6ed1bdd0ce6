import Basics
import Foundation
import TestSupport
import Testing

@testable import Policies

@Suite("A policy library")
struct PolicyLibraryTests {
    private func document(_ text: String, _ name: String) throws -> PolicyDocument {
        try PolicyDocument(parsing: Array(text.utf8), fileName: name)
    }

    private func library() throws -> PolicyLibrary {
        try PolicyLibrary(documents: [
            document(PolicyDocumentTests.text, "OPS-2.1-health.md"),
            document("---\nid: A-1\n---\n# Other\ntext\n", "z.md"),
        ])
    }

    @Test("documents are sorted by id and found by id and by file name")
    func lookUp() throws {
        let library = try library()
        #expect(library.documents.map(\.id) == ["A-1", "OPS-2.1"])
        #expect(library.document(named: "OPS-2.1-health.md")?.id == "OPS-2.1")
        #expect(library.document(named: "OPS-2.1")?.fileName == "OPS-2.1-health.md")
        #expect(library.document(named: "ops-2.1") == nil)
    }

    @Test("two documents of one id are refused, whatever the order")
    func duplicates() throws {
        let twins = [
            try document("---\nid: X\n---\n", "a.md"), try document("---\nid: X\n---\n", "b.md"),
        ]
        for documents in [twins, twins.reversed()] {
            let error = #expect(throws: PolicyError.self) {
                try PolicyLibrary(documents: documents)
            }
            #expect(error?.code == .duplicate)
            #expect(error?.file == "b.md")
        }
    }

    @Test("a clause is found word for word, white space folded, in its section or below it")
    func clauses() throws {
        let library = try library()
        func has(_ clause: String, _ section: String) -> Bool {
            library.citation(document: "OPS-2.1-health.md", section: section, clause: clause) != nil
        }
        #expect(has("Every service answers on the health path", "Endpoints"))
        #expect(has("  Every\tservice\nanswers on the health path.", "Endpoints"))
        #expect(has("The health path is", "Endpoints"))
        #expect(has("The health path is", "Paths"))
        #expect(!has("Every service answers on the health path", "Paths"))
        #expect(!has("every service answers", "Endpoints"))
        #expect(!has("Every service  answersx", "Endpoints"))
        #expect(!has("Probes.", "Endpoints"))
        #expect(!has("", "Endpoints"))
        #expect(!has(" \n", "Endpoints"))
        #expect(!has("Probes.", "Nowhere"))
        #expect(library.citation(document: "none.md", section: "Other", clause: "text") == nil)
    }

    @Test("canonically equivalent letters are not the same words")
    func equivalence() throws {
        let library = try PolicyLibrary(documents: [document("# S\ncaf\u{e9}\n", "a.md")])
        #expect(library.citation(document: "a", section: "S", clause: "caf\u{e9}") != nil)
        #expect(library.citation(document: "a", section: "S", clause: "cafe\u{301}") == nil)
    }

    @Test("a rule's citation has the lines of the clause and resolves")
    func citation() throws {
        let library = try library()
        let citation = try #require(
            library.citation(
                document: "OPS-2.1-health.md", section: "Endpoints",
                clause: "answers on  the health path."))
        #expect(citation.lines == 15...16)
        #expect(citation.quote == "answers on the health path.")
        #expect(citation.section == ["Health and readiness", "Endpoints"])
        #expect("\(citation)" == "OPS-2.1 › Endpoints, lines 15-16")
        #expect(CitationVerifier.verify(citation, in: library) == .resolved)
    }

    @Test("a citation that says anything else does not resolve, and the reason says what")
    func verification() throws {
        let library = try library()
        let good = try #require(
            library.citation(document: "OPS-2.1", section: "Paths", clause: "The health path is"))
        func verdict(
            id: String? = nil, section: [String]? = nil, lines: ClosedRange<Int>? = nil,
            digest: Digest? = nil, quote: String? = nil
        ) -> CitationVerdict {
            CitationVerifier.verify(
                Citation(
                    documentID: id ?? good.documentID, fileName: good.fileName, title: good.title,
                    section: section ?? good.section, lines: lines ?? good.lines,
                    digest: digest ?? good.digest, quote: quote ?? good.quote), in: library)
        }
        #expect(verdict() == .resolved)
        #expect(verdict(id: "OPS-9") == .unresolved(.missingDocument))
        #expect(verdict(digest: Digest(of: "other")) == .unresolved(.digestMismatch))
        #expect(verdict(section: ["Paths"]) == .unresolved(.missingSection))
        #expect(verdict(lines: 24...99) == .unresolved(.linesOutOfRange))
        #expect(verdict(lines: 0...24) == .unresolved(.linesOutOfRange))
        #expect(verdict(lines: 26...27) == .unresolved(.linesOutOfRange))
        #expect(verdict(lines: 22...22) == .unresolved(.quoteNotThere))
        #expect(verdict(quote: "You may skip this") == .unresolved(.quoteNotThere))
        #expect(verdict(quote: "") == .unresolved(.quoteNotThere))
    }

    @Test("a document that changed after the search is not cited any more")
    func changedDocument() throws {
        let before = try library()
        let evidence = try #require(
            try PolicyIndex(before).ragSearch(query: "health path", limit: 1).first)
        let after = try PolicyLibrary(documents: [
            document(PolicyDocumentTests.text + "\nOne more line.\n", "OPS-2.1-health.md")
        ])
        #expect(CitationVerifier.verify(evidence.citation, in: before) == .resolved)
        #expect(
            CitationVerifier.verify(evidence.citation, in: after) == .unresolved(.digestMismatch))
    }

    @Test("a folder's Markdown files are loaded, and links, folders and others left out or refused")
    func loading() throws {
        let folder = try TemporaryDirectory()
        try folder.write("---\nid: B\n---\n# b\nx\n", to: "b.md")
        try folder.write("---\nid: A\n---\n# a\nx\n", to: "a.md")
        try folder.write("no policy", to: "notes.txt")
        try folder.write("# deeper", to: "sub/c.md")
        let library = try PolicyLibrary.load(folders: [folder.path])
        #expect(library.documents.map(\.id) == ["A", "B"])
        #expect(try PolicyLibrary.load(folders: [folder.path]).digest == library.digest)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link.md", withDestinationPath: "/etc/hostname")
        let linked = #expect(throws: PolicyError.self) {
            try PolicyLibrary.load(folders: [folder.path])
        }
        #expect(linked?.code == .unreadable)
        let missing = #expect(throws: PolicyError.self) {
            try PolicyLibrary.load(folders: [folder.path + "/none"])
        }
        #expect(missing?.diagnostic.kind == .incomplete)
    }

    @Test("lint names each problem with its line and passes a good document")
    func lint() throws {
        let good = try document(PolicyDocumentTests.text, "good.md")
        #expect(PolicyLint.problems(in: [good]).isEmpty)
        let bad = try document(
            "---\nid: OPS-2.1\ntitle: t\nowner: o\nstatus: s\n---\n# A\n\n# B\nx\n# B\ny\n",
            "bad.md")
        let bare = try document("text only\n", "bare.md")
        let problems = PolicyLint.problems(in: [good, bad, bare])
        #expect(
            problems.map { "\($0.fileName):\($0.line) \($0.code.rawValue)" } == [
                "bad.md:1 missing-field", "bad.md:2 duplicate-id", "bad.md:5 unknown-status",
                "bad.md:7 empty-section",
                "bad.md:11 duplicate-section", "bare.md:1 missing-front-matter",
                "bare.md:1 no-sections",
                "good.md:2 duplicate-id",
            ])
        #expect(PolicyLint.problems(in: [bare, bad, good]) == problems)
    }

    @Test("a document is cited from its effective day on, while it is active")
    func standing() throws {
        func standing(_ fields: String) throws -> PolicyStanding {
            try document("---\nid: X\n\(fields)---\n# H\ntext\n", "x.md").standing(on: "2026-03-01")
        }
        #expect(try standing("") == .active)
        #expect(try standing("status: active\neffective: 2026-03-01\n") == .active)
        #expect(try standing("status: active\neffective: 2026-03-02\n") == .pending)
        #expect(try standing("status: draft\neffective: 2020-01-01\n") == .draft)
        #expect(try standing("status: retired\n") == .retired)
        #expect(try standing("status: Active\n") == .unclear)
        for day in ["2026-2-1", "2026-02-30", "2026-13-01", "0000-01-01", "soon", "2026-02-0a"] {
            #expect(try standing("effective: \(day)\n") == .unclear)
        }
        let library = try PolicyLibrary(documents: [
            document("---\nid: A\nstatus: active\n---\n# a\nx\n", "a.md"),
            document("---\nid: B\nstatus: draft\n---\n# b\nx\n", "b.md"),
            document("---\nid: C\nstatus: active\neffective: 2030-01-01\n---\n# c\nx\n", "c.md"),
        ])
        #expect(try library.citable(on: "2026-03-01").documents.map(\.id) == ["A"])
        #expect(
            try library.citable(on: "2026-03-01", including: [.draft]).documents.map(\.id)
                == ["A", "B"])
        #expect(try library.citable(on: "2030-01-01").documents.map(\.id) == ["A", "C"])
    }

    @Test("lint tells of a status, a date and a key that cannot be meant")
    func oddFields() throws {
        let odd = try document(
            "---\nid: X\ntitle: t\nowner: o\nstatus: live\neffective: May 2026\nefective: x\nsources:\n---\n# H\nx\n",
            "odd.md")
        #expect(
            PolicyLint.problems(in: [odd]).map { "\($0.line) \($0.code.rawValue)" } == [
                "5 unknown-status", "6 malformed-date", "7 misspelled-field",
            ])
    }
}
