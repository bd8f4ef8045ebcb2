using System.ComponentModel;
using System.Runtime.InteropServices;

namespace PublicServices.Infra.Disk;

/// <summary>Folders whose entries survive a power cut.</summary>
/// <remarks>
/// POSIX keeps a file's name in its folder, and the folder has a sync of its own, which the base library cannot ask for.
/// Windows journals names by itself and needs nothing.
/// </remarks>
public static class DurableFolder
{
    private const int ReadOnly = 0;

    /// <summary>Makes a folder and those above it, each durable before the next.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder)) return;
        var parent = Path.GetDirectoryName(folder);
        if (parent is not null) Create(parent);
        Directory.CreateDirectory(folder);
        if (parent is not null) Sync(parent);
    }

    /// <summary>Makes the names in a folder durable.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void Sync(string folder)
    {
        if (!OperatingSystem.IsWindows()) Call(fsync, folder);
    }

    /// <summary>Makes everything durable on the disk a folder is on, with one call for any number of files. Only Linux can be asked to.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void SyncDisk(string folder)
    {
        if (OperatingSystem.IsLinux()) Call(syncfs, folder);
    }

    private static void Call(Func<int, int> sync, string folder)
    {
        var descriptor = open(folder, ReadOnly);
        if (descriptor < 0) throw Failed(folder);
        try
        {
            if (sync(descriptor) != 0) throw Failed(folder);
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    private static IOException Failed(string folder) =>
        new($"{folder} cannot be synced.", new Win32Exception(Marshal.GetLastPInvokeError()));

#pragma warning disable SYSLIB1054, CA2101, IDE1006 // Source-generated marshalling would need unsafe code in the whole project.
    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(int descriptor);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int syncfs(int descriptor);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int descriptor);
#pragma warning restore SYSLIB1054, CA2101, IDE1006
}
