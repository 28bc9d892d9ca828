using Gantry.Model.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Gantry.Manager.Api.OpenApi;

/// <summary>The OpenAPI document of the control API, made from what each route says of itself.</summary>
internal static class ApiDocument
{
    private const string Name = "v1";

    private static readonly int[] ProblemsOfAnyRoute = [400, 401, 403, 500];

    /// <summary>What the control API's application needs before it is built.</summary>
    public static IServiceCollection AddControlApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        services.AddOpenApi(Name, options =>
        {
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo { Title = "Gantry control API", Version = Name, Description = "Errors are application/problem+json with a stable code: docs/problem-codes.md says of each what to do." };

                // The document is read on another port than the API answers on: its own address would be wrong.
                document.Servers?.Clear();
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RouteRule>().FirstOrDefault() is { } rule)
                    Describe(operation, rule, context.Description.RelativePath ?? "");
                return Task.CompletedTask;
            });
        });
        return services;
    }

    public static async Task<byte[]> WriteAsync(IServiceProvider services, CancellationToken ct)
    {
        using var scope = services.CreateScope();
        var document = await scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync(ct);
        using var text = new MemoryStream();
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1, ct);
        return text.ToArray();
    }

    private static void Describe(OpenApiOperation operation, RouteRule rule, string path)
    {
        operation.Summary = rule.Summary;
        operation.Description = $"Needs the right: {rule.Access.ToString().ToLowerInvariant()}.";
        var segments = path.Split('/');
        operation.Tags = new HashSet<OpenApiTagReference> { new(segments.Length > 1 ? segments[1] : path) };
        operation.Parameters =
        [
            .. segments.Where(s => s.StartsWith('{')).Select(s => Parameter(s.Trim('{', '}'), ParameterLocation.Path, "Its id, the first letters of it, or its name.")),
            .. rule.Query.Select(q => Parameter(q.Name, ParameterLocation.Query, q.Meaning)),
            .. rule.Headers.Select(h => Parameter(h.Name, ParameterLocation.Header, h.Meaning)),
        ];
        if (rule.CanWatch && operation.Responses?["200"] is OpenApiResponse { Content: { } content })
            content["text/event-stream"] = Watched();
    }

    private static OpenApiMediaType Watched() => new()
    {
        Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "With watch=true: an event 'list' with the list where there is one, then an event 'change' for each change, with "
                + "type (put or removed), id, revision and item. Its id is what Last-Event-ID goes on behind.",
        },
    };

    private static OpenApiParameter Parameter(string name, ParameterLocation location, string meaning) => new()
    {
        Name = name,
        In = location,
        Description = meaning,
        Required = location == ParameterLocation.Path,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    extension(RouteRule rule)
    {
        /// <summary>What the document's generator reads from a route.</summary>
        public IEnumerable<object> Described()
        {
            if (rule.IsLink)
            {
                yield return new ExcludeFromDescriptionAttribute();
                yield break;
            }

            if (rule.Request is { } request)
                yield return new AcceptsMetadata(["application/json"], request);
            yield return new ProducesResponseTypeMetadata(200, rule.Response ?? typeof(void), [rule.ContentType]);
            if (rule.Response == typeof(ChangeAnswer))
                yield return new ProducesResponseTypeMetadata(202, typeof(ChangeAnswer), ["application/json"]);
            foreach (var status in ProblemsOfAnyRoute.Concat(rule.Problems).Order())
                yield return new ProducesResponseTypeMetadata(status, typeof(ApiProblem), ["application/problem+json"]);
        }
    }
}
