import { type IAspect, TerraformDataSource } from "cdktf";
import type { IConstruct } from "constructs";

interface Taggable extends IConstruct {
  tags: Record<string, string>;
  readonly tagsInput?: Record<string, string>;
}

/** Adds the tag Layer to every resource that takes tags. */
export class LayerTag implements IAspect {
  constructor(private readonly layer: string) {}

  visit(construct: IConstruct): void {
    if (isTaggable(construct)) construct.tags = { ...construct.tagsInput, Layer: this.layer };
  }
}

function isTaggable(construct: IConstruct): construct is Taggable {
  // The tags of a data source are what it looks for.
  return "tagsInput" in construct && !TerraformDataSource.isTerraformDataSource(construct);
}
