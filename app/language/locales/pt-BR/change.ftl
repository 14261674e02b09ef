# Uma alteração, na sua página e ao lado de listas, e o que difere entre duas imagens.

change-title = Alteração { $id }
change-loading = Carregando a alteração…
change-no-number = { $text } não é o número de uma alteração.
change-none-title = Esta alteração não existe
change-none-hint = As alterações são numeradas conforme são arquivadas. As mais novas estão no |feed ao vivo|; as de cada item estão na página dele, em |Itens|.
# Dentro de uma frase, uma alteração é chamada pelo seu número, e uma versão pelo dela.
change-number = alteração { $id }
change-version = versão { $version }
change-version-of = versão { $version } de { $versions }
change-open-timeline = Abrir a linha do tempo
change-previous = A alteração anterior do item
change-next = A alteração seguinte do item
change-actor-not-told = não informado pelo stream
change-created = criada
change-received = recebida
change-archived = arquivada
change-shard = shard
change-sequence = sequência
change-actor = autor
change-size = tamanho
change-tabs = A alteração
change-tab-changes = Alterações { $count }
change-before = Antes
change-after = Depois
change-derived-before = Derivada: o registro não traz a imagem anterior, então ela foi tirada do registro da |, a alteração do item anterior a esta.
change-derived-after = Derivada: o registro não traz a imagem posterior, então ela foi tirada do registro da |, a alteração do item seguinte a esta.
change-no-image-before = O registro não traz a imagem do item antes da alteração.
change-no-image-after = O registro não traz a imagem do item depois da alteração.
# Por que não se sabe como o item era: a primeira frase e a segunda.
change-came-through = A versão { $version } veio por um stream com o tipo de visualização { $view_type }.
change-came-through-since = A versão { $version } veio por um stream com o tipo de visualização { $view_type }, ligado desde { $since } UTC.
change-why-no-image-before = Seu registro não traz a imagem do item antes da alteração, e nenhuma alteração mais antiga no acervo a traz no lugar dele.
change-why-no-image-after = Seu registro não traz a imagem do item depois da alteração, e nenhuma alteração mais nova no acervo a traz no lugar dele.
change-now-not-told = O DynamoDB não informou como o item está agora. { $message }
change-copy = Copiar
change-notation = Notação
change-layout = Disposição das diferenças
change-inline = Em sequência
change-side-by-side = Lado a lado
# O que aconteceu. Os nomes do próprio stream ficam; um selo e o nome de um sinal os dizem.
change-op-insert = insert
change-op-modify = modify
change-op-remove = remove
change-op-expired = expirado
change-op-baseline = baseline
# Uma alteração em uma linha: "status paid → refunded · refund adicionado · mais 3".
change-new-item = item novo
change-added = adicionado
change-removed = removido
change-changed = alterado
change-more = mais { $count }
change-unchanged = nada mudou
change-not-carried = alterado · o stream não traz imagens para comparar
change-restored-version = restaurou a versão { $version }
change-restored = Restaurou a |.
change-restored-later = Restaurada mais tarde, como |.
# Diferenças, cada uma com o caminho, o que era e o que é.
change-diff-nothing = Nada difere.
change-diff-show-more = Mostrar mais { $count }
change-diff-left = (diferenças restantes: { $shown })
change-diff-was-or-is = Era ou é
change-diff-attribute = Atributo
change-diff-value = Valor
change-diff-unchanged = … { $count } sem alteração
change-diff-unchanged-more = Mais { $shown }, que estão na imagem.
change-diff-side-by-side = Diferenças, lado a lado
change-diff-absent = não existe
change-was = era
change-is = é
change-elements-left = { $count ->
    [one] elemento saiu do conjunto
   *[other] { $count } elementos saíram do conjunto
}
change-elements-joined = { $count ->
    [one] elemento entrou no conjunto
   *[other] { $count } elementos entraram no conjunto
}
change-removed-here = removido daqui
change-inserted-here = inserido aqui
change-same-number = o mesmo número, escrito de outro modo
change-type-became = era { $old }, agora é { $new }
change-differs-from-byte = difere a partir do byte { $byte }
change-type-string = string
change-type-number = número
change-type-binary = binário
change-type-boolean = booleano
change-type-null = nulo
change-type-list = lista
change-type-map = mapa
change-type-string-set = conjunto de strings
change-type-number-set = conjunto de números
change-type-binary-set = conjunto de binários
change-type-raw = JSON bruto
