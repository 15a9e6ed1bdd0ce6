// swift-tools-version: 6.2
import PackageDescription

// The fuzzers see what the program's own parts see of one another, so they are compiled under its package name: the
// name of its folder, as SwiftPM has it.
let folders = Context.packageDirectory.split(separator: "/")
let programName = folders.dropLast().last.map { $0.lowercased() } ?? "complybot"

let package = Package(
    name: "fuzz",
    dependencies: [.package(name: programName, path: "..")],
    targets: [
        .executableTarget(
            name: "fuzz",
            dependencies: [.product(name: "FuzzTargets", package: programName)],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .unsafeFlags(["-parse-as-library", "-package-name", programName]),
            ])
    ]
)
