using System.Buffers;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>Reads a body as the bytes it came in, for routes that check a signature over them or parse them themselves.</summary>
internal static class RawBody
{
    /// <returns>The whole body; or <c>PS-007</c> when it is larger than the limit, however it was announced.</returns>
    public static async ValueTask<Result<byte[]>> ReadBytesAsync(this HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes) return KernelProblems.TooLarge(maxBytes);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return KernelProblems.TooLarge(maxBytes);
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
