/// Something that takes hostile bytes, with the laws that must hold for every input.
///
/// Public, since the driver is a package of its own.
public struct FuzzTarget: Sendable {
    /// Its name on the command line, and of its corpus.
    public let name: String
    /// What it feeds.
    public let summary: String
    /// Takes an input and says, in words, which law does not hold; nil when all do.
    ///
    /// Refusing an input is no breach; ending the process is one by itself.
    public let breach: @Sendable (_ input: [UInt8]) -> String?

    init(_ name: String, _ summary: String, breach: @escaping @Sendable ([UInt8]) -> String?) {
        self.name = name
        self.summary = summary
        self.breach = breach
    }

    /// Every target, sorted by name.
    public static let all: [FuzzTarget] =
        (documents + dockerfiles + manifests + versions + texts + rules + gitHub + service + models)
        .sorted { $0.name < $1.name }
}

/// Numbers drawn from the front of an input, so that a mutation of the input is another choice.
struct InputReader {
    private var rest: ArraySlice<UInt8>

    init(_ input: [UInt8]) { rest = input[...] }

    /// What has not been drawn yet.
    var bytes: [UInt8] { Array(rest) }

    /// A byte; zero when there are no more.
    mutating func byte() -> Int { Int(rest.popFirst() ?? 0) }

    /// The bytes up to the next zero byte, which is passed over.
    mutating func part() -> [UInt8] {
        let part = rest.prefix { $0 != 0 }
        rest = rest[part.endIndex...].dropFirst()
        return Array(part)
    }
}
