import RuleEngine
import Testing

@testable import Remediation

@Suite("Path patterns of the matrix")
struct SensitivePathTests {
    @Test(
        "a pattern matches whole paths",
        arguments: [
            ("a/*.py", "a/b.py", true), ("a/*.py", "a/b/c.py", false), ("**/x", "x", true),
            ("**/x", "a/b/x", true),
            ("**/x/**", "a/x/b", true), ("**/x/**", "x", true), ("a/**/b", "a/b", true),
            ("a/**/b", "a/c/d/b", true),
            ("*", "a/b", false), ("*a*b*", "xxaxxbxx", true), ("*a*b*", "xxbxxaxx", false),
            ("A", "a", true),
            ("a", "", false), (".env", ".env", true), (".env", "x.env", false), ("é", "é", true),
        ])
    func matching(pattern: String, path: String, expected: Bool) throws {
        let glob = try #require(ApprovalMatrixReader.pattern(pattern))
        #expect(glob.matches(Array(path.utf8), ignoringCase: true) == expected)
    }

    @Test(
        "what is no pattern is refused",
        arguments: ["", "/a", "a/", "a//b", "a[b]", "{a,b}", "a?", "a\\b"])
    func refusal(pattern: String) { #expect(ApprovalMatrixReader.pattern(pattern) == nil) }

    @Test("a hostile path takes no time worth naming")
    func hostile() throws {
        let pattern = try #require(ApprovalMatrixReader.pattern("**/*a*a*a*a*b/**/*a*a*a*b"))
        let path = String(repeating: String(repeating: "a", count: 200) + "/", count: 200) + "c"
        #expect(!pattern.matches(Array(path.utf8), ignoringCase: true))
    }
}
