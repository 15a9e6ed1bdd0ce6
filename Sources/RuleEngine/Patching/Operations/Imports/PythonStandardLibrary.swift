/// The top-level modules that come with Python 3.
enum PythonStandardLibrary {
    static let modules: Set<String> = Set(
        """
        abc argparse array ast asyncio atexit base64 bisect builtins bz2 calendar cmath cmd codecs collections colorsys
        concurrent configparser contextlib contextvars copy copyreg csv ctypes curses dataclasses datetime dbm decimal
        difflib dis email ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc
        getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http imaplib importlib inspect io ipaddress
        itertools json keyword linecache locale logging lzma mailbox marshal math mimetypes mmap multiprocessing netrc
        numbers operator os pathlib pdb pickle pkgutil platform plistlib poplib posixpath pprint profile pstats pty pwd
        py_compile queue quopri random re readline reprlib resource runpy sched secrets select selectors shelve shlex
        shutil signal site smtplib socket socketserver sqlite3 ssl stat statistics string stringprep struct subprocess
        symtable sys sysconfig syslog tarfile tempfile termios textwrap threading time timeit token tokenize tomllib
        trace traceback tracemalloc tty turtle types typing unicodedata unittest urllib uuid venv warnings wave weakref
        webbrowser winreg wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
