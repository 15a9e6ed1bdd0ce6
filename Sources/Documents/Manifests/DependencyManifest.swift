/// A file that declares dependencies: requirements.txt, pyproject.toml, package.json, go.mod, pom.xml or a Gradle
/// script.
package struct DependencyManifest: Sendable {
    /// The dependencies in the order of the file.
    package let dependencies: [DeclaredDependency]
    /// The program that wrote the file, by its header comment: "pip-compile", "uv", "poetry export", "pdm".
    package let generatedBy: String?
    /// The targets of `-r` and `-c`, as written.
    package let includes: [String]
    /// Whether it declares something in a way that cannot be read, so that what is not found may be there.
    package let hasUnknown: Bool
    let kind: Kind
    let source: SourceText

    /// What kind of file it is, with what edits need to know of it.
    enum Kind: Sendable {
        case requirements
        case pyproject(DataDocument)
        case packageJSON(DataDocument)
        case goModule(block: Range<Int>?, headLine: Int)
        case pom
        case gradle(fileName: String)
    }

    /// The ecosystem of a file by its name; nil when it is no manifest.
    ///
    /// A path may stand before the name.
    package static func ecosystem(ofFileName fileName: String) -> Ecosystem? {
        let name = fileName.split(separator: "/").last.map { $0.lowercased() } ?? ""
        switch name {
        case "pyproject.toml": return .pypi
        case "package.json": return .npm
        case "go.mod": return .go
        case "pom.xml", "build.gradle", "build.gradle.kts": return .maven
        default:
            let isRequirements =
                name.hasPrefix("requirements") || name.hasSuffix("requirements.txt")
            return isRequirements && name.hasSuffix(".txt") ? .pypi : nil
        }
    }

    /// Reads a manifest; `fileName` says which kind it is, and a name of no known kind means requirements.
    package init(parsing bytes: [UInt8], fileName: String) throws(DocumentError) {
        let name = fileName.split(separator: "/").last.map { $0.lowercased() } ?? ""
        switch name {
        case "pyproject.toml":
            let document = try DataDocument(parsing: bytes, format: .toml)
            self.init(
                document.source, kind: .pyproject(document), PyprojectReader(document).dependencies)
        case "package.json":
            let document = try DataDocument(parsing: bytes, format: .json)
            self.init(
                document.source, kind: .packageJSON(document),
                PackageJSONReader(document).dependencies)
        case "go.mod":
            let source = try Self.checked(bytes, format: "go.mod")
            let reader = GoModuleReader(source)
            self.init(
                source, kind: .goModule(block: reader.block, headLine: reader.headLine),
                reader.dependencies)
        case "pom.xml":
            let source = try Self.checked(bytes, format: "pom.xml")
            self.init(source, kind: .pom, try PomReader(source).dependencies)
        case "build.gradle", "build.gradle.kts":
            let source = try Self.checked(bytes, format: "Gradle")
            let reader = GradleReader(source)
            self.init(
                source, kind: .gradle(fileName: name), reader.dependencies,
                hasUnknown: reader.hasUnknown)
        default:
            let source = try Self.checked(bytes, format: "requirements")
            let reader = RequirementsReader(source)
            self.init(
                source, kind: .requirements, reader.dependencies, includes: reader.includes,
                generatedBy: reader.generatedBy)
        }
    }

    private init(
        _ source: SourceText, kind: Kind, _ dependencies: [DeclaredDependency],
        includes: [String] = [],
        generatedBy: String? = nil, hasUnknown: Bool = false
    ) {
        self.source = source
        self.kind = kind
        self.dependencies = dependencies
        self.includes = includes
        self.generatedBy = generatedBy
        self.hasUnknown = hasUnknown
    }

    private static func checked(_ bytes: [UInt8], format: String) throws(DocumentError)
        -> SourceText
    {
        let source = SourceText(bytes)
        guard bytes.count <= DataLimits.bytes else {
            throw DocumentError(
                format: format, reason: "the file is larger than 2 MiB",
                position: source.position(at: 0))
        }
        if let offset = UTF8Scanner.firstInvalidOffset(in: bytes) {
            throw DocumentError(
                format: format, reason: "the file is not valid UTF-8",
                position: source.position(at: offset))
        }
        guard !source.isBinary else {
            throw DocumentError(
                format: format, reason: "the file is binary", position: source.position(at: 0))
        }
        return source
    }
}
