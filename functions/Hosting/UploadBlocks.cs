using System.Globalization;
using PublicServices.Functions.Hosting.Describe;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Infra.Blobs;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>The embedded engine's own end of signed upload addresses; Azure Storage has its own.</summary>
internal static class UploadBlocks
{
    /// <summary>How often expired uploads are looked for.</summary>
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(15);

    public static void Declare(Triggers triggers)
    {
        triggers.Http("PUT", FolderUploads.Route, Access.Signed, PutAsync)
            .Says("Filing", "One block of an announced file, at the address its announcement gave.").ReadsBytes("application/octet-stream")
            .Refuses(StatusCodes.Status403Forbidden, StatusCodes.Status409Conflict, StatusCodes.Status410Gone, StatusCodes.Status422UnprocessableEntity)
            .AnswersPlain(StatusCodes.Status201Created, "The block is kept.");
        triggers.Every<IUploads>("uploads-sweep", SweepPeriod, uploads => uploads.SweepAsync);
    }

    private static async Task<IResult> PutAsync(HttpContext context, string subject, string upload, string block, CancellationToken cancellationToken)
    {
        if (context.RequestServices.GetService<FolderUploads>() is not { } uploads) return Answers.Problem(KernelProblems.NotFound);
        var query = context.Request.Query;
        if (!int.TryParse(block, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || block.Length != UploadTicket.BlockDigits
            || !long.TryParse(query["expires"], NumberStyles.None, CultureInfo.InvariantCulture, out var expires))
            return Answers.Problem(FileProblems.AddressNotValid);
        var address = new BlockAddress(subject, upload, number, expires, query["signature"].ToString());
        if (!uploads.Accepts(address)) return Answers.Problem(FileProblems.AddressNotValid);

        var read = await context.Request.ReadBytesAsync(Upload.BlockBytes, cancellationToken);
        if (!read.Succeeded(out var content, out var tooLarge)) return Answers.Problem(tooLarge);
        var result = await uploads.PutAsync(address, content, cancellationToken);
        // As Azure Storage answers a block.
        return result.Succeeded(out _, out var problem) ? Results.StatusCode(StatusCodes.Status201Created) : Answers.Problem(problem);
    }
}
