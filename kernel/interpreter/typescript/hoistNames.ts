import type typescript from "typescript";
import { boxed } from "./boxNumbers.ts";
import { ts } from "./compiler.ts";
import { type NumberVariables, noNumbers } from "./numberVariables.ts";

/**
 * Declarations of the cell's names become assignments to the global object's properties of those names; functions come first, as
 * they do in JavaScript. Names that the compiler invented stay local.
 *
 *     let x = 1, y            ─▶  x = 1; y = undefined
 *     const { a, ...b } = c   ─▶  ({ a, ...b } = c)
 *     function f() {}         ─▶  f = function () {}
 *     class A {}              ─▶  A = class A {}
 *     { var v = 1 }           ─▶  { v = 1 }
 *
 * Variables that are numbers are in boxes: `let n = 1` becomes `__box_n.value = 1`.
 */
export function hoistNames(
  names: ReadonlySet<string>,
  numbers: NumberVariables = noNumbers,
): typescript.TransformerFactory<typescript.SourceFile> {
  return (context) => (file) => {
    const { factory } = context;
    const reset = new Set<string>();

    const isOurs = (name: typescript.BindingName): boolean => {
      if (ts.isIdentifier(name)) return names.has(name.text);
      return name.elements.some((element) => !ts.isOmittedExpression(element) && isOurs(element.name));
    };

    /** A name or a binding pattern as the target of an assignment. */
    const target = (name: typescript.BindingName): typescript.Expression => {
      if (ts.isIdentifier(name)) return numbers.names.has(name.text) ? boxed(factory, name) : name;
      const withDefault = (
        to: typescript.BindingName,
        value: typescript.Expression | undefined,
      ): typescript.Expression => (value ? factory.createAssignment(target(to), value) : target(to));
      if (ts.isArrayBindingPattern(name)) {
        return factory.createArrayLiteralExpression(
          name.elements.map((element) => {
            if (ts.isOmittedExpression(element)) return element;
            return element.dotDotDotToken
              ? factory.createSpreadElement(target(element.name))
              : withDefault(element.name, element.initializer);
          }),
        );
      }
      return factory.createObjectLiteralExpression(
        name.elements.map(({ dotDotDotToken, propertyName, name: to, initializer }) => {
          if (dotDotDotToken) return factory.createSpreadAssignment(target(to));
          if (propertyName) return factory.createPropertyAssignment(propertyName, withDefault(to, initializer));
          const variable = to as typescript.Identifier;
          return numbers.names.has(variable.text)
            ? factory.createPropertyAssignment(factory.createIdentifier(variable.text), withDefault(to, initializer))
            : factory.createShorthandPropertyAssignment(variable, initializer);
        }),
      );
    };

    const assignment = (declaration: typescript.VariableDeclaration, isVar: boolean): typescript.Expression[] => {
      const { name, initializer } = declaration;
      if (initializer) return [ts.setTextRange(factory.createAssignment(target(name), initializer), declaration)];
      if (!ts.isIdentifier(name)) return [];
      // A second `var x` keeps the value; the first one, and every `let x`, starts anew.
      if (isVar && reset.has(name.text)) return [];
      reset.add(name.text);
      return [ts.setTextRange(factory.createAssignment(target(name), factory.createVoidZero()), declaration)];
    };

    const assignments = (list: typescript.VariableDeclarationList): typescript.Expression[] => {
      const isVar = !(list.flags & ts.NodeFlags.BlockScoped);
      return list.declarations.flatMap((declaration) => assignment(declaration, isVar));
    };

    /** Statements of a list that is ours; lists that mix our names with invented ones are split. */
    const hoistList = (statement: typescript.VariableStatement): typescript.Statement[] => {
      const { declarationList: list } = statement;
      const local = list.declarations.filter(({ name }) => !isOurs(name));
      const ours = factory.updateVariableDeclarationList(
        list,
        list.declarations.filter(({ name }) => isOurs(name)),
      );
      const kept =
        local.length > 0
          ? [factory.createVariableStatement(undefined, factory.createVariableDeclarationList(local, list.flags))]
          : [];
      return [...kept, ...assignments(ours).map((expression) => asStatement(expression, statement))];
    };

    const asStatement = (expression: typescript.Expression, at: typescript.Node): typescript.Statement =>
      ts.setTextRange(factory.createExpressionStatement(expression), at);

    /** `var` in blocks and loops. */
    const hoistNested = (node: typescript.Node): typescript.VisitResult<typescript.Node> => {
      if (ts.isFunctionLike(node) || ts.isClassLike(node)) return node;
      if (ts.isVariableStatement(node) && isOurVar(node.declarationList)) return hoistList(node);
      if (ts.isForStatement(node) && isOurVar(node.initializer)) {
        const [first, ...rest] = assignments(node.initializer);
        const all = first && rest.reduce((left, right) => factory.createComma(left, right), first);
        const { condition, incrementor, statement } = ts.visitEachChild(node, hoistNested, context);
        return factory.updateForStatement(node, all, condition, incrementor, statement);
      }
      if (ts.isForInStatement(node) && isOurVar(node.initializer)) {
        const { expression, statement } = ts.visitEachChild(node, hoistNested, context);
        return factory.updateForInStatement(
          node,
          target(node.initializer.declarations[0]!.name),
          expression,
          statement,
        );
      }
      if (ts.isForOfStatement(node) && isOurVar(node.initializer)) {
        const { awaitModifier, expression, statement } = ts.visitEachChild(node, hoistNested, context);
        const to = target(node.initializer.declarations[0]!.name);
        return factory.updateForOfStatement(node, awaitModifier, to, expression, statement);
      }
      return ts.visitEachChild(node, hoistNested, context);
    };

    const isOurVar = (list: typescript.Node | undefined): list is typescript.VariableDeclarationList =>
      list !== undefined &&
      ts.isVariableDeclarationList(list) &&
      !(list.flags & ts.NodeFlags.BlockScoped) &&
      list.declarations.some(({ name }) => isOurs(name));

    const functions: typescript.Statement[] = [];
    const rest: typescript.Statement[] = [];
    for (const statement of file.statements) {
      if (ts.isVariableStatement(statement)) {
        rest.push(...hoistList(statement));
      } else if (ts.isFunctionDeclaration(statement) && statement.name) {
        // Without a name of its own the function calls itself through the global name, as others do; it is still called that.
        const { modifiers, asteriskToken, parameters, body, name } = statement;
        const async = modifiers?.filter(ts.isModifier);
        const value = factory.createFunctionExpression(
          async,
          asteriskToken,
          undefined,
          undefined,
          parameters,
          undefined,
          body!,
        );
        functions.push(asStatement(factory.createAssignment(name, ts.setTextRange(value, statement)), statement));
      } else if (ts.isClassDeclaration(statement) && statement.name) {
        const { modifiers, name, heritageClauses, members } = statement;
        const value = factory.createClassExpression(modifiers, name, undefined, heritageClauses, members);
        rest.push(asStatement(factory.createAssignment(name, ts.setTextRange(value, statement)), statement));
      } else if (!ts.isExportDeclaration(statement)) {
        const visited = hoistNested(statement);
        rest.push(...((Array.isArray(visited) ? visited : [visited]) as typescript.Statement[]));
      }
    }
    return factory.updateSourceFile(file, [...functions, ...rest]);
  };
}
