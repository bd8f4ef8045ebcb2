namespace PublicServices.Functions.Hosting.Web;

/// <summary>Files that came with a form.</summary>
internal static class FormFiles
{
    /// <summary>The whole file; ask for its length first, it is held in memory.</summary>
    public static async ValueTask<byte[]> ReadAsync(this IFormFile file, CancellationToken cancellationToken)
    {
        var content = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(content, cancellationToken);
        return content;
    }
}
