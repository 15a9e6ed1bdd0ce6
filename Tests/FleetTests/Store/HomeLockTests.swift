import Basics
import Foundation
import TestSupport
import Testing

@testable import Fleet

@Suite("The lock of a home folder")
struct HomeLockTests {
    @Test("the second is told which process holds it; when that lets go it is free")
    func second() throws {
        let home = try TemporaryDirectory()
        let lock = try HomeLock.take(home: home.path, for: "serve")
        let error = try #require(
            #expect(throws: FleetError.self) { try HomeLock.take(home: home.path, for: "sweep") })
        #expect(error.code == .homeInUse)
        #expect(error.diagnostic.kind == .incomplete)
        let process = ProcessInfo.processInfo.processIdentifier
        #expect(error.reason == "complybot serve (process \(process)) uses it")
        lock.release()
        _ = try HomeLock.take(home: home.path, for: "sweep")
    }

    @Test("a note of somebody who is gone is not believed")
    func staleNote() throws {
        let home = try TemporaryDirectory()
        let lock = try HomeLock.take(home: home.path, for: "serve")
        try home.write("999999999 serve\n", to: "lock.holder")
        let error = #expect(throws: FleetError.self) {
            try HomeLock.take(home: home.path, for: "sweep")
        }
        #expect(error?.reason == "another complybot uses it")
        lock.release()
    }
}
