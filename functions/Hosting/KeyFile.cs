using System.Security.Cryptography;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>The key behind every hash that stands for a personal number. Losing it loses the way from people to their records.</summary>
internal static class KeyFile
{
    /// <summary>Bytes of a key made here.</summary>
    public const int KeyBytes = 32;

    /// <summary>The key, base64.</summary>
    public const string Setting = "Security:HashKey";

    /// <summary>From <c>Security:HashKey</c> (base64, at least 32 bytes), else from <c>keys/hash.key</c> in the data folder, made once.</summary>
    /// <exception cref="InvalidOperationException">The configured key is not base64, or too short.</exception>
    public static KeyedHash Load(IConfiguration configuration)
    {
        if (configuration[Setting] is { Length: > 0 } configured) return new KeyedHash(Decode(configured, Setting));

        var path = Path.Combine(DataFolder.Keys(DataFolder.Of(configuration)), "hash.key");
        if (File.Exists(path)) return new KeyedHash(Decode(File.ReadAllText(path), path));

        DataFolder.CreatePrivate(Path.GetDirectoryName(path)!);
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path, options))
        using (var writer = new StreamWriter(file))
        {
            writer.Write(Convert.ToBase64String(key));
            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        return new KeyedHash(key);
    }

    /// <summary>What is wrong with a key's text; null when nothing is.</summary>
    public static string? FaultOf(string text, string from)
    {
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text.Trim(), key, out var length) && length >= KeyBytes ? null : $"{from} must be base64 of at least {KeyBytes} bytes.";
    }

    private static byte[] Decode(string text, string from) =>
        FaultOf(text, from) is { } fault ? throw new InvalidOperationException(fault) : Convert.FromBase64String(text.Trim());
}
