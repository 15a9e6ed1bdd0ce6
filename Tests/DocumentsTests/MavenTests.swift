import Testing

@testable import Documents

@Suite struct MavenTests {
    private static let pom = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- <dependency> in a comment is none -->
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <parent><groupId>com.example</groupId><version>7</version></parent>
          <properties>
            <one.version>1.2.3</one.version>
            <two.version>2.0.0</two.version>
          </properties>
          <dependencyManagement><dependencies>
            <dependency><groupId>g</groupId><artifactId>managed</artifactId><version>4</version></dependency>
          </dependencies></dependencyManagement>
          <dependencies>
            <dependency>
              <groupId>g</groupId><artifactId>plain</artifactId>
              <version> 3.1 </version><!-- why -->
            </dependency>
            <dependency><groupId>g</groupId><artifactId>one</artifactId><version>${one.version}</version></dependency>
            <dependency><groupId>g</groupId><artifactId>two</artifactId><version>${two.version}</version></dependency>
            <dependency><groupId>g</groupId><artifactId>three</artifactId><version>${two.version}</version></dependency>
            <dependency><groupId>g</groupId><artifactId>managed</artifactId><scope>test</scope></dependency>
            <dependency><groupId>${project.groupId}</groupId><artifactId>own</artifactId><version>${project.version}</version></dependency>
            <dependency><groupId>g</groupId><artifactId>unknown</artifactId></dependency>
          </dependencies>
        </project>

        """

    private func manifest(_ text: String, _ name: String = "pom.xml") throws -> DependencyManifest {
        try DependencyManifest(parsing: Array(text.utf8), fileName: name)
    }

    @Test("a project's dependencies have their versions, wherever the file gives them")
    func dependencies() throws {
        let found = try manifest(Self.pom).dependencies.map {
            "\($0.name) \($0.specifier)\($0.isDevelopment ? " test" : "") \($0.line)"
        }
        #expect(
            found == [
                "g:plain 3.1 13", "g:one 1.2.3 17", "g:two 2.0.0 18", "g:three 2.0.0 19",
                "g:managed 4 test 20", "com.example:own 7 21", "g:unknown  22",
            ])
    }

    @Test("a version is replaced where it stands, unless others share it")
    func replacing() throws {
        let manifest = try manifest(Self.pom)
        let edits = try manifest.replacingVersion(of: manifest.dependencies[0], with: "3.2")
        #expect(
            String(decoding: try edits.applied(to: Array(Self.pom.utf8)), as: UTF8.self)
                == Self.pom.replacing("<version> 3.1 <", with: "<version> 3.2 <"))
        let property = try manifest.replacingVersion(of: manifest.dependencies[1], with: "1.3")
        #expect(
            String(decoding: try property.applied(to: Array(Self.pom.utf8)), as: UTF8.self)
                == Self.pom.replacing("1.2.3", with: "1.3"))
        #expect(throws: DataEditError.self) {
            try manifest.replacingVersion(of: manifest.dependencies[2], with: "2.1")
        }
        #expect(throws: DataEditError.self) {
            try manifest.replacingVersion(of: manifest.dependencies[6], with: "2.1")
        }
    }

    @Test(
        "what is no project is refused with its place, whatever it is",
        arguments: [
            "", "text", "<project>", "<a/>", "<project></b>",
            "<!DOCTYPE x [<!ENTITY a 'b'>]><project/>",
            "<project>&a;</project>", "<project/><project/>", "<project", "<![CDATA[x]]>",
            "</project>",
        ])
    func refused(_ text: String) {
        #expect(throws: DocumentError.self) { try manifest(text) }
    }

    @Test("a project that is nested without end is refused")
    func nested() {
        let text = String(repeating: "<project>", count: 100_000)
        #expect(throws: DocumentError.self) { try manifest(text) }
    }

    @Test("every prefix and many mutations of a project are read or refused")
    func hostile() {
        let bytes = Array(Self.pom.utf8)
        for end in stride(from: 0, to: bytes.count, by: 7) {
            _ = try? DependencyManifest(parsing: Array(bytes[..<end]), fileName: "pom.xml")
        }
        var state: UInt64 = 7
        for _ in 0..<500 {
            var mutated = bytes
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                mutated[Int(state >> 33) % mutated.count] =
                    UInt8(truncatingIfNeeded: state >> 20) & 0x7F
            }
            _ = try? DependencyManifest(parsing: mutated, fileName: "pom.xml")
        }
    }

    @Test("a Gradle script's strings are read, and what is declared otherwise makes it unknown")
    func gradle() throws {
        let text = """
            plugins { id 'java' }
            // dependencies { implementation 'g:comment:1' }
            dependencies {
                implementation 'g:plain:1.0'
                api("g:kotlin:2.0@jar") // why
                testImplementation "g:none"
                implementation platform('g:bom:3')
                implementation project(':other')
                runtimeOnly("g:block:4") {
                    exclude group: 'g', module: 'x'
                }
            }

            """
        let known = try manifest(text, "build.gradle")
        #expect(
            known.dependencies.map {
                "\($0.name) \($0.specifier)\($0.isDevelopment ? " test" : "")"
            }
                == ["g:plain 1.0", "g:kotlin 2.0", "g:none  test", "g:bom 3", "g:block 4"])
        #expect(!known.hasUnknown)
        let edits = try known.replacingVersion(of: known.dependencies[1], with: "2.1")
        #expect(
            String(decoding: try edits.applied(to: Array(text.utf8)), as: UTF8.self)
                == text.replacing("2.0@jar", with: "2.1@jar"))
        for line in [
            "implementation libs.spring", "implementation \"g:a:$version\"",
            "implementation group: 'g', name: 'a'", "custom 'g:a:1'",
        ] {
            #expect(
                try manifest("dependencies {\n  \(line)\n}\n", "build.gradle.kts").hasUnknown,
                "\(line)")
        }
    }
}
